// zlib as the operating system ships it: raw inflate for ZIP entries, and CRC-32.
// inflateInit2 is a macro that Swift cannot see, so it has a function of its own here.
#ifndef HOMEROOM_CZLIB_SHIM_H
#define HOMEROOM_CZLIB_SHIM_H

#include <zlib.h>

/// Starts inflating. Negative `window_bits` mean raw deflate, without a zlib or gzip header.
static inline int homeroom_inflate_init(z_stream *stream, int window_bits) {
    return inflateInit2(stream, window_bits);
}

#endif

import Crypto
import Foundation
import Hummingbird

/// The style sheet and the script, under names that change with their content, so that browsers
/// may keep them for good.
struct Assets: Sendable {
    struct Asset: Sendable {
        let path: String
        let type: String
        let bytes: [UInt8]
    }

    let styleSheet: Asset
    let script: Asset

    static let shared = Assets()

    private init() {
        styleSheet = Self.asset("site", "css", "text/css", PackageResources.site_css)
        script = Self.asset("site", "js", "text/javascript", PackageResources.site_js)
    }

    private static func asset(
        _ name: String, _ suffix: String, _ type: String, _ bytes: [UInt8]
    ) -> Asset {
        let digest = SHA256.hash(data: Data(bytes)).prefix(6)
        let mark = Sealing.text(Data(digest))
        return Asset(
            path: "/assets/\(name)-\(mark).\(suffix)", type: "\(type); charset=utf-8",
            bytes: bytes)
    }

    var all: [Asset] { [styleSheet, script] }

    /// The routes are open: a sign-in page has a style too.
    var routes: [Route] {
        all.map { asset in
            Route.get(asset.path, .open) { _ in
                var answer = Answer(
                    status: .ok,
                    content: .stream(
                        ResponseBody(byteBuffer: ByteBuffer(bytes: asset.bytes)),
                        type: asset.type, name: nil))
                answer.headers[.cacheControl] = "public, max-age=31536000, immutable"
                return answer
            }
        }
    }
}

import Foundation
import Hummingbird
import Pages

/// Files that came with a form, in a folder of their own that goes with them.
struct Upload: Sendable {
    struct File: Sendable {
        let field: String
        /// As the sender called it, without folders and what no name should have.
        let name: String
        let path: String
        let bytes: Int
    }

    /// What one form may bring.
    struct Limit: Sendable {
        var files = 1
        var bytes = 50 << 20
        /// Of a value that is no file.
        var valueBytes = 64 << 10
        /// Files and values together.
        var parts = 1_000
        /// Of all values that are no files, and of the names of all parts: they are kept in memory.
        var allValueBytes = 4 << 20
    }

    let form: FormValues
    let files: [File]
    fileprivate let folder: String

    /// Removes the files.
    func discard() { try? FileManager.default.removeItem(atPath: folder) }

    /// A file's name as it is kept: the last part of a path, without control and direction
    /// characters, no hidden name, at most 200 bytes.
    static func safeName(_ name: String) -> String {
        let last =
            name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        var kept = String.UnicodeScalarView()
        for scalar in last.unicodeScalars {
            let properties = scalar.properties
            let isBad =
                properties.generalCategory == .control || properties.generalCategory == .format
                || scalar == "\u{2028}" || scalar == "\u{2029}"
            if !isBad { kept.append(scalar) }
        }
        var safe = String(kept).trimmingCharacters(in: .whitespaces)
        while safe.hasPrefix(".") { safe.removeFirst() }
        while safe.utf8.count > 200 { safe.removeLast() }
        return safe.isEmpty ? "file" : safe
    }
}

extension Visit {
    /// Reads a form with files. The token comes before the first file, and nothing is kept of a
    /// form without it.
    ///
    /// - Throws: `HTTPError` where the form is none, not ours, cut short, or over a limit.
    func receive(_ limit: Upload.Limit) async throws -> Upload {
        guard let type = request.headers[.contentType],
            let boundary = MultipartReader.boundary(of: type)
        else { throw HTTPError(.unsupportedMediaType) }
        let folder = (site.settings.uploads as NSString)
            .appendingPathComponent("incoming-" + Site.randomText())
        let receiver = Receiver(folder: folder, limit: limit, csrf: csrf)
        do {
            var reader = MultipartReader(boundary: boundary)
            try await reader.read(request.body) { try receiver.take($0) }
            try receiver.requireToken()
            return receiver.upload
        } catch {
            receiver.abandon()
            if error is MultipartReader.Failure { throw HTTPError(.badRequest) }
            throw error
        }
    }
}

/// Writes what comes to files.
private final class Receiver {
    private let folder: String
    private let limit: Upload.Limit
    private let csrf: String
    private var form = FormValues()
    private var files: [Upload.File] = []
    private var part = MultipartReader.Part()
    private var value: [UInt8] = []
    private var handle: FileHandle?
    private var path = ""
    private var fileBytes = 0
    private var allBytes = 0
    private var parts = 0
    private var allValueBytes = 0

    init(folder: String, limit: Upload.Limit, csrf: String) {
        self.folder = folder
        self.limit = limit
        self.csrf = csrf
    }

    var upload: Upload { Upload(form: form, files: files, folder: folder) }

    func requireToken() throws {
        guard Site.isEqual(form.exact("csrf"), csrf) else { throw HTTPError(.forbidden) }
    }

    func abandon() {
        try? handle?.close()
        upload.discard()
    }

    func take(_ event: MultipartReader.Event) throws {
        switch event {
        case .begin(let part): try begin(part)
        case .data(let buffer): try add(buffer)
        case .end: try end()
        }
    }

    private func begin(_ part: MultipartReader.Part) throws {
        self.part = part
        value = []
        fileBytes = 0
        parts += 1
        if parts > limit.parts { throw MultipartReader.Failure.badForm }
        try countKept(part.name.utf8.count)
        guard let name = part.fileName, !name.isEmpty else { return }
        try requireToken()
        if files.count >= limit.files { throw HTTPError(.contentTooLarge) }
        // Each in a folder of its own: two may have one name.
        let own = (folder as NSString).appendingPathComponent("\(files.count)")
        try FileManager.default.createDirectory(
            atPath: own, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        path = (own as NSString).appendingPathComponent(Upload.safeName(name))
        guard
            FileManager.default.createFile(
                atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        else { throw HTTPError(.serviceUnavailable) }
        handle = FileHandle(forWritingAtPath: path)
    }

    private func add(_ buffer: ByteBuffer) throws {
        if let handle {
            fileBytes += buffer.readableBytes
            allBytes += buffer.readableBytes
            if allBytes > limit.bytes { throw HTTPError(.contentTooLarge) }
            try handle.write(contentsOf: Data(buffer.readableBytesView))
        } else if part.fileName == nil {
            if value.count + buffer.readableBytes > limit.valueBytes {
                throw HTTPError(.contentTooLarge)
            }
            try countKept(buffer.readableBytes)
            value += buffer.readableBytesView
        }
    }

    /// No form of ours has so much beside its files.
    private func countKept(_ bytes: Int) throws {
        allValueBytes += bytes
        if allValueBytes > limit.allValueBytes { throw MultipartReader.Failure.badForm }
    }

    private func end() throws {
        if let handle {
            try handle.close()
            self.handle = nil
            files.append(
                Upload.File(
                    field: part.name, name: (path as NSString).lastPathComponent, path: path,
                    bytes: fileBytes))
        } else if part.fileName == nil {
            form.add(part.name, String(decoding: value, as: UTF8.self).replacing("\0", with: ""))
        }
    }
}

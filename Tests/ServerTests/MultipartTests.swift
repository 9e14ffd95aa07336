import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import Server

/// Forms with files, as somebody sends them who wants to do harm.
@Suite struct MultipartTests {
    /// Reads a body that comes in these pieces. Returns how many were taken before it was refused;
    /// nil where it was not.
    private func piecesTaken(_ pieces: [String]) async throws -> Int? {
        let taken = Taken()
        let body = AsyncStream<ByteBuffer> { stream in
            for piece in pieces { stream.yield(ByteBuffer(string: piece)) }
            stream.finish()
        }.map { (piece: ByteBuffer) -> ByteBuffer in
            taken.count += 1
            return piece
        }
        var reader = MultipartReader(boundary: "edge")
        do {
            try await reader.read(body) { _ in }
            return nil
        } catch MultipartReader.Failure.badForm { return taken.count }
    }

    private final class Taken: @unchecked Sendable {
        var count = 0
    }

    @Test func `what comes before the first delimiter is not kept without end`() async throws {
        let kilobyte = String(repeating: "x", count: 1_024)
        let form = "\r\n--edge\r\ncontent-disposition: form-data; name=a\r\n\r\nb\r\n--edge--"
        let refused = try await piecesTaken(Array(repeating: kilobyte, count: 1_000) + [form])
        #expect(refused == 16)
        // A little of it has to be read over: RFC 2046, section 5.1.1.
        let read = try await piecesTaken(Array(repeating: kilobyte, count: 4) + [form])
        #expect(read == nil)
    }

    /// What a form of these values is answered with, after the token of the session.
    private func answer(to values: [String], from visitor: TestVisitor) async throws -> Int {
        let parts = ([("csrf", try visitor.csrf())] + values.map { ("more", $0) }).map {
            "--edge\r\ncontent-disposition: form-data; name=\"\($0.0)\"\r\n\r\n\($0.1)\r\n"
        }
        var headers: HTTPFields = [.contentType: "multipart/form-data; boundary=edge"]
        headers[.cookie] = "session=\(visitor.session ?? "")"
        let request = Request(
            head: HTTPRequest(
                method: .post, scheme: "http", authority: "localhost", path: "/imports/upload",
                headerFields: headers),
            body: RequestBody(buffer: ByteBuffer(string: parts.joined() + "--edge--\r\n")))
        return Int(try await visitor.site.respond(to: request).status.code)
    }

    @Test func `a form with files has so many values, and so much in them`() async throws {
        let visitor = try TestSite().visitor(.dataManager)
        // It is read, and no file is in it.
        let empty = [""]
        #expect(try await answer(to: empty, from: visitor) == 422)
        let many = Array(repeating: "a", count: 999)
        #expect(try await answer(to: many, from: visitor) == 422)
        #expect(try await answer(to: many + ["a"], from: visitor) == 400)
        let long = String(repeating: "a", count: 60_000)
        let much = Array(repeating: long, count: 40)
        #expect(try await answer(to: much, from: visitor) == 422)
        #expect(try await answer(to: much + much.prefix(32), from: visitor) == 400)
    }
}

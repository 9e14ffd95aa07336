import Foundation
import Records
import Testing

@testable import Pages
@testable import Server

/// The record of access comes before the answer.
@Suite struct UnnotedTests {
    @Test func `what cannot be written down is not shown`() async throws {
        let site = try TestSite()
        let name = try site.name(try site.addStudent("Wren", "Alderbyx"))
        let visitor = try site.visitor(.registrar)
        let addresses = ["", "/edit", "/programs", "/history"].map { "/students/\(name)\($0)" }
        // In the place of the folder there is a file, so nothing can be written into it.
        let folder = site.place.folder.appending(path: "access")
        try? FileManager.default.removeItem(at: folder)
        try Data().write(to: folder)
        for address in addresses {
            let answer = try await visitor.get(address)
            #expect(answer.status == 422, "\(address): \(answer.status)")
            #expect(!answer.body.contains("Alderbyx"), "\(address)")
        }
        // Once it can, everything is shown.
        try FileManager.default.removeItem(at: folder)
        for address in addresses {
            let answer = try await visitor.get(address)
            #expect(answer.status == 200 && answer.body.contains("Alderbyx"), "\(address)")
        }
    }
}

import Foundation
import Records
import Storage
import Testing

@testable import Operations

@Suite struct TokensTests {
    let district: District

    init() throws {
        district = try District()
        for (name, role) in [("dana", Role.dataManager), ("ines", .securityAdministrator)] {
            var entry = Users.Entry()
            entry.role = role
            _ = try Users(host).add(name, entry)
        }
    }

    private var start: Date { Date(timeIntervalSince1970: 1_790_000_000) }
    private var host: Workspace { workspace(.host) }

    private func workspace(_ access: Access, after seconds: Double = 0) -> Workspace {
        let now = start + seconds
        return Workspace(store: district.store, clock: { now }, access: access)
    }

    /// As a user of this name works in pages.
    private func user(_ name: String) throws -> Workspace {
        let access = try district.store.read { reader in
            let account = try Users.account(name, reader)
            return AccessPolicy.access(
                for: account.person, rules: try reader.permissionRules(about: account.person))
        }
        return workspace(access)
    }

    private func entry(_ scopes: APIScope...) -> Tokens.Entry {
        Tokens.Entry(label: "Nightly", scopes: scopes)
    }

    private func find(
        _ secret: String, from address: String = "", after seconds: Double = 0
    ) throws -> TokenBearer {
        let (now, notes) = (start + seconds, TokenNotes())
        defer { notes.finish() }
        return try TokenAccess(store: district.store, clock: { now }, notes: notes)
            .find(secret, from: address)
    }

    private func code(_ body: () throws -> Void) -> String? {
        do { try body() } catch { return (error as? OperationError)?.code }
        return nil
    }

    @Test func `a token looks like one, and a slip of the keyboard is found without looking up`() {
        let text = TokenText.make(of: Array(repeating: 0xFF, count: 32))
        #expect(text.wholeMatch(of: #/hmr_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}/#) != nil)
        #expect(TokenText.isWellFormed(text))
        for place in text.indices {
            var slip = text
            let other: Character = slip[place] == "a" ? "b" : "a"
            slip.replaceSubrange(place...place, with: String(other))
            #expect(!TokenText.isWellFormed(slip), "\(slip)")
        }
        for text in ["", "hmr_", "hmr__", "hmr_a_b", text + "_", text + "0", " " + text] {
            #expect(!TokenText.isWellFormed(text))
        }
        #expect(
            TokenText.make(of: Array(repeating: 0, count: 32))
                .hasPrefix("hmr_" + String(repeating: "0", count: 43)))
        #expect(TokenText.make(of: RandomBytes.make(32)) != text)
    }

    @Test func `a token acts for its user, with the rights of both`() throws {
        let created = try Tokens(host).create(entry(.importsWrite, .merge), for: "dana")
        let bearer = try find(created.secret)
        #expect(bearer.access.name == "dana" && bearer.token == created.token.token)
        #expect(bearer.scopes == [.importsWrite, .merge])
        // A data manager does not merge, whatever the scope.
        #expect(bearer.access.permissions == [.runImports, .seeImports, .seeStudents])
        _ = try PermissionRules(host).set(.runImports, for: .user("dana"), to: .no)
        #expect(try find(created.secret).access.permissions == [.seeImports, .seeStudents])
        _ = try PermissionRules(host).set(.mergeStudents, for: .user("dana"), to: .yes)
        #expect(try find(created.secret).access.allows(.mergeStudents))
    }

    @Test func `only the hash of a token is kept, and no image has it`() throws {
        let created = try Tokens(host).create(entry(.codesRead), for: "dana")
        let hash = TextDigest.sha256(created.secret)
        let body = String(created.secret.dropFirst(4).prefix(43))
        var found = 0
        try district.store.read { reader in
            for table in StoredTable.all {
                try reader.forEachRow(of: table) { row in
                    for place in table.columns.indices {
                        let text = row.bytes(place).text
                        #expect(!text.contains(body), "\(table.name)")
                        if text.contains(hash) {
                            found += 1
                            #expect(table.name == "api_token")
                        }
                    }
                }
            }
        }
        #expect(found == 1)
    }

    @Test func `a token ends by itself, by being revoked, and with its user`() throws {
        let created = try Tokens(host).create(entry(.codesRead), for: "dana")
        let secret = created.secret
        let days = Double(Tokens.usual) * 86_400
        #expect(code { _ = try find(secret, after: days - 1) } == nil)
        #expect(code { _ = try find(secret, after: days) } == "api.token-expired")
        let disabled = try Users(host).disable("dana")
        #expect(code { _ = try find(secret) } == "api.token-owner")
        _ = try Undo(host).run(#require(disabled.changeSet))
        #expect(code { _ = try find(secret) } == nil)
        _ = try PermissionRules(host).set(.useAPI, for: .user("dana"), to: .no)
        #expect(code { _ = try find(secret) } == "api.token-owner")
        _ = try PermissionRules(host).set(.useAPI, for: .user("dana"), to: .yes)
        let revoked = try Tokens(host).revoke(created.token.token)
        #expect(code { _ = try find(secret) } == "api.token-revoked")
        #expect(try Tokens(host).revoke(created.token.token).changeSet == nil)
        for change in [created.changeSet, revoked.changeSet] {
            #expect(code { _ = try Undo(host).run(#require(change)) } == "undo.token")
        }
        #expect(code { _ = try find(secret) } == "api.token-revoked")
        #expect(code { _ = try find(TokenText.make(of: [])) } == "api.token-invalid")
        #expect(code { _ = try find("hmr_x") } == "api.token-invalid")
        #expect(try CheckDistrict(store: district.store).run().findings.isEmpty)
    }

    @Test func `a token is used from its addresses alone`() throws {
        var wanted = entry(.codesRead)
        wanted.addresses = ["192.0.2.0/24", "2001:db8::1"]
        let secret = try Tokens(host).create(wanted, for: "dana").secret
        for address in ["192.0.2.200", "2001:db8:0::1", "::ffff:192.0.2.1"] {
            #expect(code { _ = try find(secret, from: address) } == nil)
        }
        for address in ["192.0.3.1", "2001:db8::2", "", "192.0.2"] {
            #expect(code { _ = try find(secret, from: address) } == "api.token-address")
        }
    }

    @Test func `that a token was used is noted at most once a minute`() throws {
        let created = try Tokens(host).create(entry(.codesRead), for: "dana")
        #expect(try Tokens(host).list()[0].usedAt == nil)
        for (seconds, address) in [(0.0, "192.0.2.1"), (59, "192.0.2.2"), (61, "192.0.2.3")] {
            _ = try find(created.secret, from: address, after: seconds)
        }
        let listed = try Tokens(host).list()[0]
        #expect(listed.usedFrom == "192.0.2.3")
        #expect(listed.usedAt == ImportFiles.timestamp(start + 61))
    }

    @Test func `users make and end their own tokens, and who manages users ends any`() throws {
        let (dana, ines) = (try user("dana"), try user("ines"))
        let own = try Tokens(dana).create(entry(.codesRead))
        #expect(own.token.user == "dana")
        let other = try Tokens(ines).create(entry(.codesRead))
        #expect(
            code { _ = try Tokens(dana).create(entry(.codesRead), for: "ines") }
                == "token.not-own")
        #expect(
            code { _ = try Tokens(ines).create(entry(.codesRead), for: "dana") }
                == "token.not-own")
        #expect(code { _ = try Tokens(host).create(entry(.codesRead)) } == "token.not-own")
        #expect(try Tokens(dana).list().map(\.user) == ["dana"])
        #expect(try Tokens(ines).list().map(\.user) == ["ines", "dana"])
        #expect(try Tokens(ines).list(isOwn: true).map(\.user) == ["ines"])
        #expect(code { _ = try Tokens(dana).revoke(other.token.token) } == "token.not-found")
        _ = try Tokens(ines).revoke(own.token.token)
        #expect(try Tokens(dana).list().map(\.state) == [.revoked])
        var secretary = Users.Entry()
        secretary.role = .secretary
        _ = try Users(host).add("sam", secretary)
        let sam = try user("sam")
        #expect(code { _ = try Tokens(sam).create(entry(.codesRead)) } == "access.denied")
        #expect(code { _ = try Tokens(sam).list() } == "access.denied")
        #expect(code { _ = try Tokens(sam).revoke(1) } == "access.denied")
        #expect(
            code { _ = try Tokens(host).create(entry(.codesRead), for: "sam") }
                == "token.no-right")
    }

    @Test func `a token that cannot be is refused`() throws {
        func code(_ change: (inout Tokens.Entry) -> Void) -> String? {
            var wanted = entry(.codesRead)
            change(&wanted)
            return self.code { _ = try Tokens(host).create(wanted, for: "dana") }
        }
        #expect(code { $0.label = " " } == "text.missing")
        #expect(code { $0.scopes = [] } == "token.scope-missing")
        #expect(code { $0.days = 0 } == "token.days")
        #expect(code { $0.days = Tokens.longest + 1 } == "token.days")
        #expect(code { $0.addresses = ["192.0.2.1/24"] } == "token.address")
        #expect(code { $0.days = Tokens.longest } == nil)
        for _ in 1..<Tokens.most { #expect(code { _ in } == nil) }
        #expect(code { _ in } == "token.many")
        _ = try Tokens(host).revoke(1)
        #expect(code { _ in } == nil)
    }

    @Test func `the undo of a new user takes the tokens along`() throws {
        var entry = Users.Entry()
        entry.role = .dataManager
        let added = try Users(host).add("odd", entry)
        let secret = try Tokens(host).create(self.entry(.codesRead), for: "odd").secret
        _ = try Undo(host).run(#require(added.changeSet))
        #expect(code { _ = try find(secret) } == "api.token-invalid")
        #expect(try CheckDistrict(store: district.store).run().findings.isEmpty)
    }

    @Test func `every right of the API is in a scope, and rights over users and rules in none`() {
        let all = APIScope.permissions(of: APIScope.allCases)
        #expect(!all.contains(.manageUsers) && !all.contains(.useAPI))
        #expect(!all.contains(.changeSettings) && !all.contains(.seeAccessLog))
        #expect(all.contains(.seeStudents) && all.contains(.undo))
    }
}

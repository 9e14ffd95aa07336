import Foundation
import Records
import Storage

// What the district says.

extension DoctorFacts.District {
    /// Attempts of so many seconds are counted.
    static let attemptsSince = 86_400

    static func gather(_ reader: any Reader, now: Date) throws -> DoctorFacts.District {
        var district = DoctorFacts.District()
        district.newestChange = try reader.newestChangeTime()
        district.secretBytes = try reader.secret(named: DistrictKey.references)?.count
        district.settings = try reader.settings()
        district.invented = district.settings[Administration.inventedData]
        district.users = try users(reader)
        district.failedSignIns = try reader.signInAttemptCount(
            since: Int(now.timeIntervalSince1970) - attemptsSince,
            until: Int(now.timeIntervalSince1970))
        district.openAlarms = try reader.openAlarmCount()
        district.newestImport = try reader.newestImportTime()
        district.heldRuns = try reader.heldRuns()
        district.runsWithHeldRows = try reader.runsWithHeldRows()
        let year = ImportWork.day(now).schoolYear
        district.year = year.description
        let states = Set(try reader.codeStates(of: year).map(\.code))
        let codes = try reader.codes().filter { $0.table == CodeBook.programs && $0.isActive }
        district.codesWithoutState = codes.filter { !states.contains($0.id) }.map(\.key)
        return district
    }

    private static func users(_ reader: any Reader) throws -> [DoctorFacts.User] {
        let rules = try reader.permissionRules()
        let withPassword = try reader.accountsWithPassword()
        let withFactor = try reader.accountsWithSecondFactor()
        let issuer = try reader.signInProvider()?.issuer
        let linked = Set(
            try reader.userIdentities().filter { $0.issuer == issuer }.map(\.account))
        let signedIn = try reader.lastSignIns()
        return try reader.userAccounts().map { account in
            let access = AccessPolicy.access(for: account.person, rules: rules)
            let last = signedIn[account.id].map {
                ImportFiles.timestamp(Date(timeIntervalSince1970: Double($0)))
            }
            return DoctorFacts.User(
                name: account.name, isActive: account.state == .active,
                manages: access.allows(.manageUsers),
                canSignIn: withPassword.contains(account.id) || linked.contains(account.id),
                lacksSecondFactor: SecondFactor.isRequired(of: access)
                    && !withFactor.contains(account.id),
                lastSeen: max(last ?? "", account.createdAt))
        }
    }
}

extension DoctorFacts.Chain {
    /// What the files beside the database tell.
    static func gather(_ keys: DistrictKeys) -> DoctorFacts.Chain {
        var chain = DoctorFacts.Chain(keysPath: keys.path)
        do { chain.areKeysThere = try keys.existing() != nil } catch let error as OperationError {
            chain.keysError = DoctorFacts.Refusal(
                code: error.code, message: error.message, remedy: error.remedy)
        } catch {}
        if case .head(let head) = ChainHead.read(keys) { chain.head = head.changeSet }
        return chain
    }

    /// What the database tells.
    mutating func read(_ reader: any Reader) throws {
        newestSeal = try reader.chainEnds().newestSeal
        newestChange = try reader.newestChangeTime()
        newestAnchor = try reader.newestAnchor()?.at
    }
}

extension DoctorFacts.Database {
    /// - Parameter words: what an error of the store is called.
    static func gather(
        _ name: String, in districts: any Districts,
        words: (StorageError) -> (code: String, message: String, remedy: String),
        _ read: (any Reader) throws -> Void
    ) -> DoctorFacts.Database {
        var database = DoctorFacts.Database()
        do {
            database.isThere = try districts.contains(name)
            if !database.isThere { return database }
            try districts.look(at: name) { reader in
                database.migrations = try reader.migrationTitles()
                database.isCopyUnfinished = try reader.isCopyUnfinished()
                database.schema = try reader.schemaVersion()
                database.sqlite = try reader.sqliteHealth()
                database.postgres = try reader.postgresHealth()
                if database.schema == Schema.version, !database.isCopyUnfinished {
                    try read(reader)
                }
            }
        } catch let error as StorageError {
            let text = words(error)
            database.error = DoctorFacts.Refusal(
                code: text.code, message: text.message, remedy: text.remedy)
        } catch {
            database.error = DoctorFacts.Refusal(
                code: "store.failed", message: "The store could not do it.", remedy: "Try again.")
        }
        return database
    }
}

import Foundation
import Records
import Storage

/// That a class of a student's records was destroyed, as it stands beside the database: a backup
/// from before has those records still. Our number of the student tells nobody else who it is.
struct DestroyedLine: Codable, Equatable {
    /// UTC, ISO 8601.
    let at: String
    let student: Int
    let destroyed: DestroyedClass
    /// That destroyed it: a backup from before does not have it.
    let changeSet: Int

    @discardableResult
    func append(to path: String) -> Bool {
        OwnFile.append(Array((StableJSON.text(self) + "\n").utf8), to: path)
    }

    /// The lines of a file; none where there is none.
    static func read(_ path: String) -> [DestroyedLine] {
        let bytes = FileManager.default.contents(atPath: path) ?? Data()
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap {
            StableJSON.value(DestroyedLine.self, String($0))
        }
    }
}

/// Destroys once more what was destroyed before, and what a restored backup brought again.
public struct DestroyAgain {
    let workspace: Workspace
    let keys: DistrictKeys

    public init(_ workspace: Workspace, keys: DistrictKeys) {
        self.workspace = workspace
        self.keys = keys
    }

    /// What became of one.
    public struct Done: Codable, Equatable, Sendable {
        public let studentID: String
        public let destroyed: DestroyedClass
        /// Nil where it could not be.
        public let changeSet: Int?
        public let why: String
    }

    /// Those whose destruction the district does not know. What was written since one that it knows
    /// is left alone. Nobody can take it back.
    public func run() throws -> [Done] {
        try workspace.require(.destroyRecords)
        var newest: [String: DestroyedLine] = [:]
        for line in DestroyedLine.read(keys.destroyedPath) {
            newest["\(line.student) \(line.destroyed.rawValue)"] = line
        }
        return try newest.values.sorted { $0.changeSet < $1.changeSet }.compactMap { line in
            let id = try workspace.store.read { reader -> String? in
                let known = try reader.changeSet(line.changeSet)
                if known?.kind == DestroyRecords.kind, known?.at == line.at { return nil }
                return try reader.student(line.student)?.studentID
            }
            guard let id else { return nil }
            do {
                let report = try DestroyRecords(workspace, keys: keys).run(
                    id, line.destroyed, reason: "Again: it was destroyed on \(line.at.prefix(10))")
                return Done(
                    studentID: id, destroyed: line.destroyed, changeSet: report.changeSet, why: "")
            } catch let error as OperationError {
                if error.code == "destroy.nothing" { return nil }
                return Done(
                    studentID: id, destroyed: line.destroyed, changeSet: nil, why: error.message)
            }
        }
    }
}

import Foundation

/// Accounts and groups of this machine.
enum HostNames {
    struct Account {
        let id: uid_t
        let group: gid_t
        let shell: String
    }

    static func account(_ name: String) -> Account? {
        guard let found = getpwnam(name)?.pointee else { return nil }
        return Account(
            id: found.pw_uid, group: found.pw_gid, shell: String(cString: found.pw_shell))
    }

    static func group(_ name: String) -> gid_t? { getgrnam(name)?.pointee.gr_gid }

    /// Those who are in it beside those whose own group it is.
    static func members(of group: String) -> [String] {
        guard let found = getgrnam(group)?.pointee, var next = found.gr_mem else { return [] }
        var names: [String] = []
        while let name = next.pointee {
            names.append(String(cString: name))
            next += 1
        }
        return names.sorted()
    }
}

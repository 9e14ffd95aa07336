/// Why bytes from outside could not be taken in.
///
/// Messages name files, never what is in them.
public enum IntakeError: Error, Hashable, Sendable {
    /// No file has this name.
    case notFound(name: String)
    /// A folder, FIFO, socket, device or refused symbolic link.
    case notRegular(name: String)
    /// The file is there but cannot be opened or read.
    case notReadable(name: String, reason: String)
    /// The file became shorter while it was being read.
    case changed
    /// A temporary file cannot be made or written.
    case notWritable(reason: String)
    /// No room was left for a temporary file.
    case diskFull
    /// A ZIP file is not whole.
    case zipDamaged(ZipDamage)
    /// A ZIP file lists more files than `limit`.
    case zipTooManyEntries(limit: Int)
    /// A file in a ZIP file is protected with a password.
    case zipEncrypted(entry: String)
    /// A file in a ZIP file is packed by a method other than 0 (stored) and 8 (deflate).
    case zipMethod(entry: String, method: Int)
    /// A file in a ZIP file has or claims more than `limit` bytes when unpacked.
    case zipTooLarge(entry: String, limit: Int)
}

/// What is wrong with a ZIP file.
public enum ZipDamage: Hashable, Sendable {
    /// The end of the file, which says where its list of files is, is missing.
    case noEnd
    /// The list of files contradicts itself or the file's size.
    case directory
    /// This is one part of an archive that was split into several files.
    case split
    /// A file in it cannot be unpacked.
    case entry(String)
    /// A file in it is not what was packed: its CRC-32 differs.
    case checksum(String)
}

extension IntakeError {
    /// A stable name for logs, documentation and programs.
    public var code: String {
        switch self {
        case .notFound: "file.not-found"
        case .notRegular: "file.not-regular"
        case .notReadable: "file.not-readable"
        case .changed: "file.changed"
        case .notWritable: "file.not-writable"
        case .diskFull: "file.disk-full"
        case .zipDamaged: "zip.damaged"
        case .zipTooManyEntries: "zip.too-many-entries"
        case .zipEncrypted: "zip.encrypted"
        case .zipMethod: "zip.method"
        case .zipTooLarge: "zip.too-large"
        }
    }

    /// A sentence that says what is wrong.
    public var message: String {
        switch self {
        case .notFound(let name):
            "There is no file \(quoted(name))."
        case .notRegular(let name):
            "\(quoted(name)) is a folder, a link or a device, not a file."
        case .notReadable(let name, let reason):
            "The file \(quoted(name)) cannot be read: \(reason)."
        case .changed:
            "The file changed while it was being read."
        case .notWritable(let reason):
            "A temporary file cannot be written: \(reason)."
        case .diskFull:
            "The disk for temporary files is full."
        case .zipDamaged(let damage):
            damage.message
        case .zipTooManyEntries(let limit):
            "The ZIP file holds more than \(limit) files."
        case .zipEncrypted(let entry):
            "The file \(quoted(entry)) in the ZIP file is protected with a password."
        case .zipMethod(let entry, let method):
            "The file \(quoted(entry)) in the ZIP file is packed by method \(method), "
                + "which is not supported."
        case .zipTooLarge(let entry, let limit):
            "The file \(quoted(entry)) in the ZIP file unpacks to more than the "
                + "\(size(limit)) it may have."
        }
    }

    /// A sentence that says what to do.
    public var remedy: String {
        switch self {
        case .notFound:
            "Check the name and the folder."
        case .notRegular:
            "Name a file, not the folder it is in or a link to it."
        case .notReadable:
            "Let the account that runs this program read the file, then try again."
        case .changed:
            "Wait until the file is complete, then try again."
        case .notWritable:
            "Set TMPDIR to a folder that the account running this program can write to."
        case .diskFull:
            "Free some space there, or set TMPDIR to a folder on a larger disk."
        case .zipDamaged(.split):
            "Make one ZIP file that is not split into parts."
        case .zipDamaged:
            "Send the ZIP file again, or make a new one."
        case .zipTooManyEntries:
            "Put only the files to import into the ZIP file."
        case .zipEncrypted:
            "Make the ZIP file again without a password and send it over a protected connection."
        case .zipMethod:
            "Make the ZIP file again with the usual compression (deflate)."
        case .zipTooLarge:
            "Check where the ZIP file comes from; send a file of this size unpacked."
        }
    }
}

extension ZipDamage {
    fileprivate var message: String {
        switch self {
        case .noEnd: "The ZIP file is not complete: its end is missing."
        case .directory: "The list of files in the ZIP file is damaged."
        case .split: "The ZIP file is one part of several."
        case .entry(let name): "The file \(quoted(name)) in the ZIP file is damaged."
        case .checksum(let name):
            "The file \(quoted(name)) in the ZIP file is damaged: its checksum is wrong."
        }
    }
}

extension IntakeError: CustomStringConvertible {
    /// The code, the message and the remedy on one line.
    public var description: String { "\(code): \(message) \(remedy)" }
}

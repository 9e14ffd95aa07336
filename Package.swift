// swift-tools-version:6.2
import PackageDescription

/// Warnings are errors, in every target.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// The targets that touch every byte of a file are optimized in debug builds too, so that tests
/// over large files stay quick.
let fast: [SwiftSetting] =
    strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]

let package = Package(
    name: "homeroom",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "homeroom", targets: ["Command"])],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.0"),
    ],
    targets: [
        // Pure: no file, clock, network or database.
        .target(name: "Delimited", swiftSettings: fast),
        .target(name: "Records", dependencies: ["Delimited"], swiftSettings: fast),
        .target(name: "Linkage", dependencies: ["Delimited", "Records"], swiftSettings: fast),
        .target(name: "Demo", dependencies: ["Records"], swiftSettings: fast),
        .target(name: "Automation", dependencies: ["Records"], swiftSettings: strict),
        .target(
            name: "StateFiles", dependencies: ["Records"],
            resources: [.embedInCode("Layouts")], swiftSettings: strict),
        // Edges.
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .target(
            name: "Intake",
            dependencies: ["CZlib", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: strict),
        .target(name: "Web", swiftSettings: strict),
        .target(name: "OneRoster", dependencies: ["Delimited", "Web"], swiftSettings: strict),
        .target(name: "Storage", dependencies: ["Records"], swiftSettings: strict),
        .target(
            name: "StorageSQLite",
            dependencies: [
                "Storage",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .systemLibrary(name: "CPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(
            name: "StoragePostgres", dependencies: ["CPQ", "Storage"], swiftSettings: strict),
        .target(
            name: "Operations",
            dependencies: [
                "Automation", "Delimited", "Records", "Linkage", "Intake", "OneRoster",
                "StateFiles",
                "Storage", "Web",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            swiftSettings: strict),
        .target(
            name: "SingleSignOn",
            dependencies: [
                "Web",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "JWTKit", package: "jwt-kit"),
            ],
            swiftSettings: strict),
        .target(
            name: "Pages", dependencies: ["Records", "StateFiles", "Storage", "Operations"],
            swiftSettings: strict),
        .target(
            name: "Server",
            dependencies: [
                "Pages", "Records", "Delimited", "StateFiles", "Storage", "Operations",
                "SingleSignOn",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ],
            resources: [.embedInCode("Assets")], swiftSettings: strict),
        .executableTarget(
            name: "Command",
            dependencies: [
                "Automation", "OneRoster", "Operations", "StorageSQLite", "StoragePostgres", "Demo",
                "Server", "SingleSignOn",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        // One test target per target. Those of the store run on both databases.
        .target(
            name: "TestDistricts", dependencies: ["Storage", "StorageSQLite", "StoragePostgres"],
            path: "Tests/TestDistricts", swiftSettings: strict),
        // Runs the servers of tests.
        .target(
            name: "TestServer",
            dependencies: [
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
            ], path: "Tests/TestServer", swiftSettings: strict),
        // A provider of single sign-on, and tokens that it should never have signed.
        .target(
            name: "TestProvider",
            dependencies: [
                "TestServer",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
            ], path: "Tests/TestProvider", swiftSettings: strict),
        // A SIS with a OneRoster service over real HTTP.
        .target(
            name: "TestSIS",
            dependencies: [
                "TestServer",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
            ], path: "Tests/TestSIS", swiftSettings: strict),
        // Is killed by a test; not a product.
        .executableTarget(
            name: "KillAtStep",
            dependencies: ["Operations", "Storage", "StorageSQLite", "StoragePostgres"],
            path: "Tests/KillAtStep", swiftSettings: strict),
        .testTarget(name: "DelimitedTests", dependencies: ["Delimited"], swiftSettings: strict),
        .testTarget(name: "RecordsTests", dependencies: ["Records"], swiftSettings: strict),
        .testTarget(
            name: "LinkageTests", dependencies: ["Linkage", "Demo"], swiftSettings: strict),
        .testTarget(
            name: "AutomationTests", dependencies: ["Automation", "Records"],
            swiftSettings: strict),
        .testTarget(
            name: "StateFilesTests", dependencies: ["StateFiles", "Records"],
            swiftSettings: strict),
        .testTarget(
            name: "OneRosterTests", dependencies: ["OneRoster", "Web", "TestSIS"],
            swiftSettings: strict),
        .testTarget(name: "DemoTests", dependencies: ["Demo", "Records"], swiftSettings: strict),
        .testTarget(name: "IntakeTests", dependencies: ["Intake"], swiftSettings: strict),
        .testTarget(
            name: "StorageTests", dependencies: ["Records", "Storage", "TestDistricts"],
            exclude: ["Snapshots"], swiftSettings: strict),
        .testTarget(
            name: "StorageSQLiteTests", dependencies: ["Storage", "StorageSQLite"],
            swiftSettings: strict),
        .testTarget(
            name: "StoragePostgresTests", dependencies: ["StoragePostgres", "TestDistricts"],
            swiftSettings: strict),
        .testTarget(
            name: "OperationsTests",
            dependencies: [
                "Automation", "Intake", "Records", "Linkage", "OneRoster", "StateFiles",
                "Storage", "StorageSQLite",
                "TestDistricts", "TestSIS", "Operations", "Demo", "KillAtStep",
            ],
            exclude: ["Fixtures"], swiftSettings: strict),
        .testTarget(
            name: "PagesTests", dependencies: ["Pages", "Records", "Storage", "Operations"],
            swiftSettings: strict),
        .testTarget(
            name: "ServerTests",
            dependencies: [
                "Server", "Pages", "Records", "Storage", "Operations", "TestDistricts",
                "SingleSignOn", "TestProvider",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ], swiftSettings: strict),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "Command", "Records", "Storage", "StorageSQLite", "StoragePostgres",
                "TestDistricts",
            ], swiftSettings: strict),
        .testTarget(
            name: "SingleSignOnTests",
            dependencies: ["SingleSignOn", "TestProvider"], swiftSettings: strict),
        .testTarget(name: "TidyTests", swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)

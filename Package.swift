// swift-tools-version: 6.1
import PackageDescription

// Floors (docs/ARCHITECTURE.md): arrows go down, no target imports its own floor,
// each outside library has one owner. ArchitectureTests enforces it.

/// Signal processing and byte scanning are unusable without the optimiser, so tests get it too.
let optimised: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

/// `pkg-config dcmtk` is broken on Debian 12 (a private requirement is missing), so the libraries are listed.
let dcmtkLibraries = [
  "dcmtls", "dcmnet", "dcmjpls", "dcmjpeg", "ijg8", "ijg12", "ijg16", "dcmtkcharls", "dcmimage", "dcmimgle", "dcmdata", "oflog", "ofstd",
]

let package = Package(
  name: "ReadingHub",
  products: [.executable(name: "readinghub", targets: ["readinghub"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
    .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
  ],
  targets: [
    // Floor 0: C only.
    .target(name: "CDCMTK", linkerSettings: dcmtkLibraries.map { .linkedLibrary($0) }),
    .target(name: "CChildProcess"),
    .target(name: "CFiles"),
    .target(name: "COpenSSL", linkerSettings: [.linkedLibrary("crypto")]),
    .systemLibrary(name: "COpenJPEG", pkgConfig: "libopenjp2", providers: [.apt(["libopenjp2-7-dev"])]),
    .systemLibrary(name: "CCairo", pkgConfig: "pangocairo", providers: [.apt(["libpango1.0-dev"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),

    // Floor 1: nouns and ports, mathematics, the standard, ink, proof.
    .target(name: "HubModel"),
    .target(name: "ECGCore", swiftSettings: optimised),
    .target(name: "DICOM", dependencies: ["CDCMTK", "COpenJPEG", "CChildProcess", "CFiles"], swiftSettings: optimised),
    .target(name: "Drawing", dependencies: ["CCairo", "CPNG"], swiftSettings: optimised),
    .target(name: "Trust", dependencies: ["COpenSSL"], swiftSettings: optimised),

    // Floor 2: what we can read, what we can say, what goes over the wire.
    .target(name: "StudyFormats", dependencies: ["HubModel", "ECGCore", "DICOM", "Drawing"], swiftSettings: optimised),
    .target(name: "Reports", dependencies: ["HubModel", "Drawing", "Trust"], swiftSettings: optimised),
    .target(name: "HubAPI", dependencies: ["HubModel", "Trust"]),

    // Floor 3: the way of a study.
    .target(name: "HubFlow", dependencies: ["HubModel", "ECGCore", "DICOM", "Drawing", "Trust", "StudyFormats", "Reports", "HubAPI"]),

    // Floor 4: edges.
    .target(
      name: "HubHTTP",
      dependencies: [
        "HubModel", "HubAPI", "HubFlow", "Trust",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]),
    .target(name: "HubDIMSE", dependencies: ["HubModel", "DICOM", "HubFlow"]),
    .target(
      name: "HubClient",
      dependencies: [
        "HubModel", "HubAPI", "Trust", "Reports", "StudyFormats",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ]),
    .target(name: "StoreSQLite", dependencies: ["HubModel", .product(name: "GRDB", package: "GRDB.swift")]),
    .target(name: "BlobStores", dependencies: ["HubModel", "Trust", "CFiles"]),

    // Floor 5: the program.
    .executableTarget(
      name: "readinghub",
      dependencies: [
        "HubModel", "ECGCore", "DICOM", "Drawing", "Trust", "StudyFormats", "Reports", "HubAPI", "HubFlow", "HubHTTP", "HubDIMSE", "HubClient",
        "StoreSQLite", "BlobStores",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]),

    // Tests stand on HubTesting: contract suites, sample loader, known-truth signals, manual clock.
    .target(name: "HubTesting", dependencies: ["HubModel", "ECGCore", "Trust"], path: "Tests/HubTesting"),
    // The hub against its model; a program too, so that test-all can run a hundred thousand sequences as a release build.
    .executableTarget(
      name: "HubModelled",
      dependencies: ["HubFlow", "HubAPI", "HubModel", "ECGCore", "StudyFormats", "Reports", "Trust", "StoreSQLite", "HubTesting"],
      path: "Tests/HubModelled"),
    .testTarget(name: "ArchitectureTests"),
    .testTarget(name: "HubModelTests", dependencies: ["HubModel"]),
    .testTarget(name: "ECGCoreTests", dependencies: ["ECGCore", "HubTesting"]),
    .testTarget(name: "DICOMTests", dependencies: ["DICOM", "HubTesting"]),
    .testTarget(name: "DrawingTests", dependencies: ["Drawing", "CCairo"]),
    .testTarget(name: "TrustTests", dependencies: ["Trust", "HubTesting"]),
    .testTarget(name: "StudyFormatsTests", dependencies: ["StudyFormats", "HubTesting"]),
    .testTarget(name: "ReportsTests", dependencies: ["Reports", "HubTesting"]),
    .testTarget(name: "StoreTests", dependencies: ["StoreSQLite", "BlobStores", "HubTesting"]),
    .testTarget(
      name: "HubFlowTests",
      dependencies: [
        "HubFlow", "HubAPI", "HubModel", "DICOM", "ECGCore", "Reports", "Trust", "StoreSQLite", "BlobStores", "HubTesting", "HubModelled",
      ]),
    .testTarget(
      name: "HubHTTPTests",
      dependencies: [
        "HubHTTP", "HubFlow", "StoreSQLite", "BlobStores", "HubTesting", .product(name: "HummingbirdTesting", package: "hummingbird"),
      ]),
    .testTarget(name: "HubDIMSETests", dependencies: ["HubDIMSE", "HubFlow", "StoreSQLite", "BlobStores", "HubTesting"]),
    .testTarget(name: "CommandTests", dependencies: ["readinghub", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
    .testTarget(name: "HubClientTests", dependencies: ["HubClient", "HubTesting"]),
    .testTarget(name: "EndToEndTests", dependencies: ["readinghub", "HubTesting", "HubModel", "HubAPI", "Reports", "Trust"]),

    // Measurements: release-built programs, run by `make bench` and `make accuracy`.
    .executableTarget(name: "AccuracyScorer", dependencies: ["Drawing", "StudyFormats"], path: "Benchmarks/AccuracyScorer"),
    .executableTarget(
      name: "SpeedBench",
      dependencies: [
        "Drawing", "ECGCore", "StudyFormats", "StoreSQLite", "HubModel", "HubAPI", "Reports", "Trust", "HubTesting",
        .product(name: "GRDB", package: "GRDB.swift"),
      ], path: "Benchmarks/SpeedBench"),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

// Continuous integration takes no warning of ours for an answer; a newer compiler's warnings are nobody's obstacle elsewhere.
if Context.environment["READINGHUB_STRICT"] != nil {
  for target in package.targets where target.type != .system && !["CDCMTK", "CChildProcess", "CFiles", "COpenSSL"].contains(target.name) {
    target.swiftSettings = (target.swiftSettings ?? []) + [.unsafeFlags(["-warnings-as-errors"])]
  }
}

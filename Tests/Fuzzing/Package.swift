// swift-tools-version: 6.1
import PackageDescription

// The file readers once more, with the coverage counters of libFuzzer in them. A package of its own keeps these flags out of every
// other build; its targets are links to the sources of the program. `.ci/fuzz` builds and runs it.

/// The readers; what they only hold or draw with is neither optimised nor counted.
let fuzzed: [SwiftSetting] = [.unsafeFlags(["-O", "-sanitize=fuzzer", "-parse-as-library"])]

/// As in the program's own manifest, and zlib, which its other libraries bring there.
let dcmtkLibraries = [
  "dcmtls", "dcmnet", "dcmjpls", "dcmjpeg", "ijg8", "ijg12", "ijg16", "dcmtkcharls", "dcmimage", "dcmimgle", "dcmdata", "oflog", "ofstd", "z",
]

let package = Package(
  name: "ReadingHubFuzzing",
  targets: [
    .target(name: "CDCMTK", linkerSettings: dcmtkLibraries.map { .linkedLibrary($0) }),
    .target(name: "CChildProcess"),
    .target(name: "CFiles"),
    .systemLibrary(name: "COpenJPEG", pkgConfig: "libopenjp2"),
    .systemLibrary(name: "CCairo", pkgConfig: "pangocairo"),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng"),
    .target(name: "HubModel", swiftSettings: fuzzed),
    .target(name: "ECGCore"),
    .target(
      name: "DICOM", dependencies: ["CDCMTK", "COpenJPEG", "CChildProcess", "CFiles"], swiftSettings: fuzzed + [.unsafeFlags(["-enable-testing"])]),
    .target(name: "Drawing", dependencies: ["CCairo", "CPNG"]),
    .target(name: "StudyFormats", dependencies: ["HubModel", "ECGCore", "DICOM", "Drawing"], swiftSettings: fuzzed),
    .executableTarget(
      name: "FormatFuzzer", dependencies: ["StudyFormats", "DICOM", "ECGCore", "HubModel"], swiftSettings: fuzzed,
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

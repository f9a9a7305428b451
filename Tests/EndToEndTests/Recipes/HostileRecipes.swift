/// A way to break an object, and what the hub must say to it.
struct HostileRecipe: Sendable, CustomStringConvertible {
  var name: String
  /// The file to upload; `nil` where the fault lies in the transfer.
  var file: [UInt8]?
  /// The data set for C-STORE; `nil` where the fault lies in what only a file has.
  var dataSet: [UInt8]?
  /// Codes of which one must be given.
  var codes: Set<String>
  /// UIDs of the command, where they are not those of the data set.
  var commandInstanceUID = "1.2.826.0.1.3680043.10.9.1"
  var description: String { name }

  init(_ name: String, file: [UInt8]?, dataSet: [UInt8]?, codes: Set<String>) {
    self.name = name
    self.file = file
    self.dataSet = dataSet
    self.codes = codes
  }

  /// Both doors get the same data set.
  init(_ name: String, _ image: ImageRecipe, codes: Set<String>) {
    self.init(name, file: image.file, dataSet: image.dataSet, codes: codes)
    commandInstanceUID = image.metaInstanceUID
  }
}

enum HostileRecipes {
  static let all = notDICOM + nested + lengths + meta + sizes + frames + unsignedNumbers + instanceUIDs + studyUIDs + mismatches

  private static func image(_ number: UInt64) -> ImageRecipe { ImageRecipe(9_000 + number) }

  static let notDICOM: [HostileRecipe] = [
    HostileRecipe("131 bytes", file: [UInt8](repeating: 0, count: 131), dataSet: [UInt8](repeating: 0, count: 130), codes: anyFault("not-dicom")),
    HostileRecipe("preamble and DICM only", file: [UInt8](repeating: 0, count: 128) + Array("DICM".utf8), dataSet: nil, codes: ["not-dicom"]),
    HostileRecipe("text", file: Array("this is no image\n".utf8) + [UInt8](repeating: 0x41, count: 4_000), dataSet: nil, codes: ["not-dicom"]),
  ]

  /// By C-STORE there is no file to be none: garbage is a data set that cannot be understood.
  private static func anyFault(_ code: String) -> Set<String> {
    [code, "bad-element", "truncated", "length-outside-file", "missing-attribute", "bad-value"]
  }

  static let nested: [HostileRecipe] = [65, 400, 6_000, 100_000].map { depth in
    HostileRecipe("\(depth) levels", nested(image(UInt64(depth)), depth: depth), codes: ["nesting-too-deep"])
  }

  /// Content Sequences of undefined length, each in the item of the one before, all closed.
  static func nested(_ image: ImageRecipe, depth: Int) -> ImageRecipe {
    let open = RecipeElement(0x0040_A730, "SQ", [], statedLength: .max).bytes + [0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF]
    let close: [UInt8] = [0xFE, 0xFF, 0x0D, 0xE0, 0, 0, 0, 0, 0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0]
    var body: [UInt8] = []
    for _ in 0..<depth { body += open }
    for _ in 0..<depth { body += close }
    // Written as the raw bytes that stand after the outermost element's head.
    return image.with(RecipeElement(0x0040_A730, "SQ", Array(body[12...]), statedLength: .max))
  }

  static let lengths: [HostileRecipe] = [0xFFFF_FFFE as UInt32, 0x7FFF_FFFE].map { (length: UInt32) in
    HostileRecipe(
      "element of \(length) bytes", image(10).with(RecipeElement(0x0009_0010, "UN", [1, 2, 3, 4], statedLength: length)),
      codes: ["length-outside-file", "truncated"])
  }

  static let meta: [HostileRecipe] = [0 as UInt32, 0xFFFF_FFFF, 0x7FFF_FFF0].map { (length: UInt32) in
    let good = image(20)
    let file = PartTen.file(good.dataSet, instanceUID: good.instanceUID, groupLength: length)
    return HostileRecipe("meta group of \(length) bytes", file: file, dataSet: nil, codes: ["bad-file-meta", "truncated", "length-outside-file"])
  }

  static let sizes: [HostileRecipe] = {
    let pixels = [UInt8](repeating: 7, count: 512 * 512)
    let huge = image(30).with(RecipeElement(0x0028_0010, number: 65_535)).with(RecipeElement(0x0028_0011, number: 65_535))
    return [HostileRecipe("65535 × 65535", huge.with(RecipeElement(0x7FE0_0010, "OW", pixels)), codes: ["pixel-length-mismatch"])]
  }()

  static let frames: [HostileRecipe] = ["2147483647", "-1", "abc", "1\\2"].map { text in
    HostileRecipe(
      "Number of Frames \(text)", image(40).with(RecipeElement(0x0028_0008, "IS", text)), codes: ["bad-value", "pixel-length-mismatch"])
  }

  static let unsignedNumbers: [HostileRecipe] =
    [
      ("UL", [16, 0, 0, 0]), ("SS", [16, 0]), ("US", []), ("US", [16, 0, 16, 0]),
    ].map { (vr: String, value: [UInt8]) in
      HostileRecipe("Rows as \(vr) of \(value.count) bytes", image(50).with(RecipeElement(0x0028_0010, vr, value)), codes: ["bad-value"])
    } + [
      HostileRecipe(
        "Rows twice",
        image(51).with(RecipeElement(0x0028_0010, "US", [16, 0] + RecipeElement(0x0028_0010, number: 32).bytes, statedLength: 2)),
        codes: ["duplicate-element", "bad-element"])
    ]

  static let badUIDs = [
    "../../../../x", "..", "/abs", "C:\\x", "a/b", "1.2\u{0}.3", String(repeating: "1", count: 65), "1." + String(repeating: "2", count: 1_998), "",
  ]

  static let instanceUIDs: [HostileRecipe] = badUIDs.map { uid in
    var recipe = HostileRecipe(
      "SOP Instance UID \(uid.prefix(16).debugDescription)", image(60).with(RecipeElement(0x0008_0018, "UI", uid)),
      codes: uid.isEmpty ? ["missing-attribute", "bad-uid"] : ["bad-uid"])
    recipe.commandInstanceUID = image(60).instanceUID
    return recipe
  }

  static let studyUIDs: [HostileRecipe] = ["..", "../../../../x"].map { uid in
    HostileRecipe("Study Instance UID \(uid)", image(70).with(RecipeElement(0x0020_000D, "UI", uid)), codes: ["bad-uid"])
  }

  static let mismatches: [HostileRecipe] = {
    var otherInstance = image(80)
    otherInstance.metaInstanceUID += ".1"
    var otherClass = image(81)
    otherClass.metaClassUID = "1.2.840.10008.5.1.4.1.1.2"
    var byClass = HostileRecipe("SOP class differs", file: otherClass.file, dataSet: nil, codes: ["uid-mismatch"])
    byClass.commandInstanceUID = otherClass.instanceUID
    return [HostileRecipe("SOP Instance UID differs", otherInstance, codes: ["uid-mismatch"]), byClass]
  }()
}

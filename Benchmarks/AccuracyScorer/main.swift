import Foundation

// AccuracyScorer COMMAND …: see BeatProgram (mitdb), ClassProgram (classes, episodes), DelineationProgram (ludb, ludb-global, qtdb), NoiseMix (mix-noise),
// DrawProgram (draw), Figure (table). Lines come from standard input, the truth from WFDB annotation files. Exit codes: 0; 1 when a figure is below a
// stated minimum; 2 when nothing can be scored.

/// - Returns: false below the minimum.
func run(_ arguments: [String]) throws -> Bool {
  let words = arguments.dropFirst()
  switch arguments.first ?? "" {
  case "mitdb": return try BeatProgram(words).run()
  case "classes": try ClassProgram(words).scoreClasses()
  case "episodes": try ClassProgram(words).scoreEpisodes()
  case "mix-noise": try NoiseMix.run(words)
  case "draw": try DrawProgram(words).run()
  case "table": try Figure.printTable(words)
  case let other:
    guard let kind = MarkDatabase.Kind(rawValue: other) else {
      throw ScoringFailure(reason: "commands: mitdb classes episodes ludb ludb-global qtdb mix-noise draw table")
    }
    try DelineationProgram(kind, words).run()
  }
  return true
}

do {
  if try !run(Array(CommandLine.arguments.dropFirst())) {
    FileHandle.standardError.write(Data("below the minimum\n".utf8))
    exit(1)
  }
} catch {
  FileHandle.standardError.write(Data("cannot score: \(error)\n".utf8))
  exit(2)
}

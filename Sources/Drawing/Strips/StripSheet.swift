/// Short stretches of recordings one below another, each with the marks of a reference and of what was found: for looking at errors.
package struct StripSheet: Sendable, Equatable {
  package var title: String
  /// What the inks mean; one line under the title.
  package var legend: String
  package var strips: [Strip]
  package var columns: Int
  /// Height of one strip with its title.
  package var stripHeightMillimetres: Double

  package init(title: String, legend: String, strips: [Strip], columns: Int = 1, stripHeightMillimetres: Double = 22) {
    self.title = title
    self.legend = legend
    self.strips = strips
    self.columns = columns
    self.stripHeightMillimetres = stripHeightMillimetres
  }

  /// One stretch. Times are seconds from its start.
  package struct Strip: Sendable, Equatable {
    package var title: String
    package var samplingRateHertz: Double
    /// Drawn one below another; each is scaled to its row, `nan` leaves a gap.
    package var traces: [Trace]
    package var marks: [Mark]
    package var spans: [Span]

    package init(title: String, samplingRateHertz: Double, traces: [Trace], marks: [Mark] = [], spans: [Span] = []) {
      self.title = title
      self.samplingRateHertz = samplingRateHertz
      self.traces = traces
      self.marks = marks
      self.spans = spans
    }

    /// As long as its longest trace.
    package var durationSeconds: Double { Double(traces.map(\.samples.count).max() ?? 0) / samplingRateHertz }
  }

  package struct Trace: Sendable, Equatable {
    package var name: String
    package var samples: [Float]

    package init(name: String, samples: [Float]) {
      self.name = name
      self.samples = samples
    }
  }

  /// Who says so: the reference stands at the top of a strip, what was found at its foot (a second finder in a paler ink), errors across it.
  package enum Author: Sendable, Equatable { case reference, found, foundElsewhere, error }

  package struct Mark: Sendable, Equatable {
    package var seconds: Double
    package var author: Author
    package var label: String
    /// Share of the strip's height that the line takes from its author's edge.
    package var reach: Double

    package init(seconds: Double, author: Author, label: String = "", reach: Double = 0.12) {
      self.seconds = seconds
      self.author = author
      self.label = label
      self.reach = reach
    }
  }

  /// A stretch of time as a bar at its author's edge.
  package struct Span: Sendable, Equatable {
    package var seconds: ClosedRange<Double>
    package var author: Author

    package init(seconds: ClosedRange<Double>, author: Author) {
      self.seconds = seconds
      self.author = author
    }
  }
}

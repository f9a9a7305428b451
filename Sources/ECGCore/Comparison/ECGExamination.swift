/// An analysis together with the averaged beat it was measured on: what two recordings are compared by, and what a page of averaged beats shows.
package struct ECGExamination: Sendable, Equatable {
  package var analysis: ECGAnalysis
  /// All leads that can be read; `nil` where nothing was measured. `analysis.boundaries` are counted from its fiducial.
  package var average: AverageBeat?

  package init(analysis: ECGAnalysis, average: AverageBeat? = nil) {
    self.analysis = analysis
    self.average = average
  }
}

import Hummingbird
import Logging

/// What Hummingbird carries along with a request.
struct RequestState: RequestContext {
  var coreContext: CoreRequestContextStorage
  init(source: ApplicationRequestContextSource) { coreContext = .init(source: source) }
}

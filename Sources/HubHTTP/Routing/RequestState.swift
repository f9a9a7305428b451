import Hummingbird
import Logging
import NIOCore

/// What Hummingbird carries along with a request.
struct RequestState: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// The connection; interim answers go out on it.
  let channel: any Channel
  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    channel = source.channel
  }
}

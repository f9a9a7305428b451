import HubTesting

let testNow = InventedAuthority.now
let opensslIsInstalled = OutsideProgram.isInstalled("openssl")

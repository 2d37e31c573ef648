package tea

// In a page there is no terminal of the system: what is typed and shown goes by a window.

const suspendSupported = false

func suspendProcess() {}

func (p *Program) initInput() error { return nil }

func (p *Program) listenForResize(done chan struct{}) { close(done) }

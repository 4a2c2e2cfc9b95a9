package app

// What the program is called; FyneApp.toml says the same for packaging.
const (
	Name    = "Tradecase"
	ID      = "org.tradecase.Tradecase"
	Version = "0.1.0"
	Build   = 1
)

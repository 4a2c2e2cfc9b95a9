package gui

import (
	"tradecase/app/config"
)

// Setup is what the window is given besides the desk.
type Setup struct {
	Version  string
	DataDir  string          // where bundles lie while the window is open
	File     config.File     // where the settings are kept
	Settings config.Settings // what they are at the start
	Crash    Crash           // what the last run left
}

// Crash is the report that the last run left when it died.
type Crash struct {
	Report  string       // nothing private is in it; empty if the last run ended well
	Dismiss func() error // deletes the report
}

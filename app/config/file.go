package config

import "sync"

// File is the path of a settings file that is changed while the program runs.
// It is safe for concurrent use.
type File string

// changing keeps two changes from losing one.
var changing sync.Mutex

// Load reads the settings.
func (f File) Load() (Settings, error) { return Load(string(f)) }

// Change reads the settings again, lets them be changed, and writes them. What
// another program has changed in between stays.
func (f File) Change(change func(*Settings) error) (Settings, error) {
	changing.Lock()
	defer changing.Unlock()
	s, err := f.Load()
	if err != nil {
		return Settings{}, err
	}
	if err := change(&s); err != nil {
		return Settings{}, err
	}
	return s, Save(string(f), s)
}

package config_test

import (
	"errors"
	"path/filepath"
	"sync"
	"testing"

	"tradecase/app/config"
)

func TestChange(t *testing.T) {
	file := config.File(filepath.Join(t.TempDir(), "new", "config.toml"))
	var all sync.WaitGroup
	for _, change := range []func(*config.Settings) error{
		func(s *config.Settings) error { s.Role = config.RoleUser; return nil },
		func(s *config.Settings) error { s.Profile = "public"; return nil },
		func(s *config.Settings) error { s.Hide = []string{"nick"}; return nil },
	} {
		all.Go(func() {
			if _, err := file.Change(change); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	s, err := file.Load()
	if err != nil || s.Role != config.RoleUser || s.Profile != "public" || len(s.Hide) != 1 {
		t.Errorf("a change is lost: %+v, %v", s, err)
	}
	no := errors.New("no")
	if _, err := file.Change(func(s *config.Settings) error { s.Role = ""; return no }); !errors.Is(err, no) {
		t.Errorf("got %v", err)
	}
	if _, err := file.Change(func(s *config.Settings) error { s.Role = "boss"; return nil }); err == nil {
		t.Error("a wrong role is written")
	}
	if s, _ = file.Load(); s.Role != config.RoleUser {
		t.Errorf("the role is now %q", s.Role)
	}
}

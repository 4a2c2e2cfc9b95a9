package logstest

import (
	"hash/fnv"
	"math/rand/v2"
	"strings"
	"time"
)

// Trader is the invented person whose Bisq writes the logs. Empty fields are
// filled from the rest, so the zero Trader works. The same Trader always gives
// the same bytes. A Trader is a plain value: use it from any goroutine.
type Trader struct {
	Name     string    // user name in the operating system; empty: the last part of Home, else alexis
	Home     string    // home folder: /home/alexis, /Users/João Pedro, C:\Users\Ana Belén
	Locale   string    // months in the stamps: en de fr es pt it nl sv pl cs ru; empty or another: en
	Versions []string  // start-ups, oldest first; empty: none is logged
	TradeID  string    // full trade ID
	Onion    string    // own node, with ".onion" and without port
	Day      time.Time // when bisq.log begins; bisq_N.log begins 2·N days earlier; zero: 20 December 2023
	NoYear   bool      // leave out the lines that give the year away
	Seed     uint64    // another seed, other numbers
}

// Alexis is on Linux with an English locale and went from 1.9.15 to 1.9.17.
func Alexis() Trader {
	return Trader{
		Name: "alexis", Home: "/home/alexis", Locale: "en",
		Versions: []string{"1.9.15", "1.9.17"},
		TradeID:  "QWZTRD-14547c67-571c-4cdd-b3fe-a6cdaf528981-1917",
	}
}

// Ana is on Windows with a German locale and a name with a blank and an
// accent; she went back from 1.9.17 to 1.9.10 in the same trade as Alexis.
func Ana() Trader {
	return Trader{
		Name: "Ana Belén", Home: `C:\Users\Ana Belén`, Locale: "de",
		Versions: []string{"1.9.9", "1.9.17", "1.9.10"},
		TradeID:  "QWZTRD-14547c67-571c-4cdd-b3fe-a6cdaf528981-1917",
	}
}

// Joao is on macOS with a Portuguese locale, in a trade of his own.
func Joao() Trader {
	return Trader{
		Name: "João Pedro", Home: "/Users/João Pedro", Locale: "pt",
		Versions: []string{"1.9.19"},
		TradeID:  "4471902-0f6d2a3b-9c1e-4b7a-8d55-3e2f1a0b9c8d-1103",
	}
}

// filled returns the trader with every empty field set.
func (t Trader) filled() Trader {
	if t.Name == "" {
		t.Name = t.Home[strings.LastIndexAny(t.Home, `/\`)+1:]
	}
	if t.Name == "" {
		t.Name = "alexis"
	}
	if t.Home == "" {
		t.Home = "/home/" + t.Name
	}
	if t.TradeID == "" {
		t.TradeID = Alexis().TradeID
	}
	if t.Onion == "" {
		t.Onion = onion(t.rand("onion"))
	}
	if t.Day.IsZero() {
		t.Day = time.Date(2023, 12, 20, 0, 0, 0, 0, time.UTC)
	}
	return t
}

// rand is a source of numbers that belong to this trader and purpose.
func (t Trader) rand(purpose string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(t.Name + "\x00" + t.Home + "\x00" + purpose)) // never fails
	return rand.New(rand.NewPCG(h.Sum64(), t.Seed))
}

// dataDir is Bisq's data folder under the trader's home.
func (t Trader) dataDir() string {
	switch {
	case strings.Contains(t.Home, `\`):
		return t.Home + `\AppData\Roaming\Bisq`
	case strings.HasPrefix(t.Home, "/Users/"):
		return t.Home + "/Library/Application Support/Bisq"
	}
	return t.Home + "/.local/share/Bisq"
}

// join puts path parts together in the way of the trader's system.
func (t Trader) join(parts ...string) string {
	sep := "/"
	if strings.Contains(t.Home, `\`) {
		sep = `\`
	}
	return strings.Join(parts, sep)
}

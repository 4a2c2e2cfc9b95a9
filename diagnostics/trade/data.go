package trade

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/btcsuite/btcd/address/v2"
	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/pelletier/go-toml/v2"

	"tradecase/assets"
)

// data is assets.Trade: what is known of the past.
type data struct {
	Read       string         `toml:"read"`
	Protocols  []protocolData `toml:"protocol"`
	BurningMen struct {
		Since         time.Time `toml:"since"`
		LegacyUntil   int32     `toml:"legacy_until"`
		SureFrom      int32     `toml:"sure_from"`
		FirstSnapshot int32     `toml:"first_snapshot"`
		Source        string    `toml:"source"`
	} `toml:"burning_men"`
	Receivers struct {
		OpenSince        int32  `toml:"open_since"`
		UncheckedBelow   int32  `toml:"unchecked_below"`
		LegacyBurningMan string `toml:"legacy_burning_man"`
		Source           string `toml:"source"`
	} `toml:"receivers"`
	Receiver []struct {
		Address string `toml:"address"`
		What    string `toml:"what"`
		Code    string `toml:"code"` // names what it is for good
		Fee     bool   `toml:"fee"`
		Delayed bool   `toml:"delayed_payout"`
		Source  string `toml:"source"`
	} `toml:"receiver"`
	Lists struct {
		Source string `toml:"source"`
		List   []struct {
			Version     int   `toml:"version"`
			ChainHeight int32 `toml:"chain_height"`
			Entries     int   `toml:"entries"`
		} `toml:"list"`
		Member []struct {
			Address string `toml:"address"`
			First   int    `toml:"first_list"`
			Last    int    `toml:"last_list"`
		} `toml:"member"`
	} `toml:"burning_man_lists"`
	Fee struct {
		Tolerance  float64    `toml:"tolerance"`
		MinimumBTC int64      `toml:"minimum_btc"`
		MinimumBSQ int64      `toml:"minimum_bsq"`
		Source     string     `toml:"source"`
		Rates      []rateData `toml:"rate"`
	} `toml:"fee"`

	feeReceivers     map[string]Text // address to what it is
	legacyReceivers  map[string]string
	burningReceivers map[string]string
}

type protocolData struct {
	Version   int    `toml:"version"`
	Release   string `toml:"release"`
	SureFrom  int32  `toml:"sure_from"`
	SureUntil int32  `toml:"sure_until"` // 0: until today
	Multisig  string `toml:"multisig"`
	OpReturn  bool   `toml:"op_return"`
	Source    string `toml:"source"`
}

// rateData is what a trade cost from a height on, in sat for each BTC.
type rateData struct {
	Height   int32 `toml:"height"`
	MakerBTC int64 `toml:"maker_btc"`
	TakerBTC int64 `toml:"taker_btc"`
	MakerBSQ int64 `toml:"maker_bsq"`
	TakerBSQ int64 `toml:"taker_bsq"`
}

// load reads the data that the program carries, once.
var load = sync.OnceValues(func() (*data, error) { return parseData(assets.Trade) })

// parseData reads and checks data.
func parseData(text []byte) (*data, error) {
	d := new(data)
	if err := toml.Unmarshal(text, d); err != nil {
		return nil, fmt.Errorf("read the data on trades: %w", err)
	}
	if err := errors.Join(d.checkEras(), d.checkRates(), d.indexReceivers()); err != nil {
		return nil, fmt.Errorf("check the data on trades: %w", err)
	}
	return d, nil
}

func (d *data) checkEras() error {
	last := int32(0)
	for i, p := range d.Protocols {
		if p.Version != i+1 || p.Multisig == "" || p.Source == "" {
			return fmt.Errorf("protocol %d is out of order or not whole", p.Version)
		}
		if p.SureFrom < last || p.SureUntil != 0 && p.SureUntil < p.SureFrom {
			return fmt.Errorf("the heights of protocol %d overlap", p.Version)
		}
		last = p.SureUntil
	}
	b := d.BurningMen
	if len(d.Protocols) == 0 || b.Since.IsZero() || b.LegacyUntil >= b.SureFrom || b.FirstSnapshot > b.LegacyUntil {
		return errors.New("the eras contradict themselves")
	}
	return nil
}

func (d *data) checkRates() error {
	if len(d.Fee.Rates) == 0 || d.Fee.Rates[0].Height != 0 || d.Fee.Tolerance <= 0 || d.Fee.Tolerance > 1 {
		return errors.New("the fees are not whole")
	}
	for i, r := range d.Fee.Rates {
		if i > 0 && r.Height <= d.Fee.Rates[i-1].Height || min(r.MakerBTC, r.TakerBTC, r.MakerBSQ, r.TakerBSQ) <= 0 {
			return fmt.Errorf("the rate from height %d is out of order or not whole", r.Height)
		}
	}
	return nil
}

func (d *data) indexReceivers() error {
	d.feeReceivers, d.legacyReceivers, d.burningReceivers = map[string]Text{}, map[string]string{}, map[string]string{}
	for _, r := range d.Receiver {
		if err := isAddress(r.Address); err != nil {
			return err
		}
		if r.What == "" || r.Code == "" {
			return fmt.Errorf("the receiver %s is not whole", r.Address)
		}
		if r.Fee {
			d.feeReceivers[r.Address] = Text{Code: "receiver." + r.Code, English: r.What}
		}
		if r.Delayed {
			d.legacyReceivers[r.Address] = r.What
		}
	}
	for _, m := range d.Lists.Member {
		if err := isAddress(m.Address); err != nil {
			return err
		}
		what := say("receiver.burning-man", "burning man of the signed lists %s to %s", m.First, m.Last)
		d.burningReceivers[m.Address], d.feeReceivers[m.Address] = what.English, what
	}
	if d.legacyReceivers[d.Receivers.LegacyBurningMan] == "" {
		return errors.New("the legacy burning man is no receiver")
	}
	return d.checkLists()
}

func isAddress(s string) error {
	if _, err := address.DecodeAddress(s, &chaincfg.MainNetParams); err != nil {
		return fmt.Errorf("the receiver %s is no address: %w", s, err)
	}
	return nil
}

// checkLists compares the members with how many each list says it has.
func (d *data) checkLists() error {
	for _, l := range d.Lists.List {
		n := 0
		for _, m := range d.Lists.Member {
			if m.First <= l.Version && l.Version <= m.Last {
				n++
			}
		}
		if n < l.Entries {
			return fmt.Errorf("list %d has %d members, fewer than the %d it says", l.Version, n, l.Entries)
		}
	}
	return nil
}

// protocol gives what is known of a protocol; nil if there is none.
func (d *data) protocol(version int) *protocolData {
	if version < 1 || version > len(d.Protocols) {
		return nil
	}
	return &d.Protocols[version-1]
}

// protocolAt gives the protocol that was surely in use at a height, or 0.
func (d *data) protocolAt(height int32) int {
	for _, p := range d.Protocols {
		if height >= p.SureFrom && (p.SureUntil == 0 || height <= p.SureUntil) {
			return p.Version
		}
	}
	return 0
}

// protocolOf gives the protocol of a Bisq version, or 0.
func (d *data) protocolOf(version string) int {
	got := 0
	for _, p := range d.Protocols {
		if c, ok := compareVersions(version, p.Release); ok && c >= 0 {
			got = p.Version
		}
	}
	return got
}

// lastRate is the height of the last rate known.
func (d *data) lastRate() int32 { return d.Fee.Rates[len(d.Fee.Rates)-1].Height }

// rateAt gives the rate at a height.
func (d *data) rateAt(height int32) rateData {
	i, found := slices.BinarySearchFunc(d.Fee.Rates, height, func(r rateData, h int32) int { return int(r.Height) - int(h) })
	if !found {
		i = max(i-1, 0)
	}
	return d.Fee.Rates[i]
}

// of gives the part of a rate that is for a role and a currency.
func (r rateData) of(maker bool, c Currency) int64 {
	switch {
	case maker && c == BTC:
		return r.MakerBTC
	case maker:
		return r.MakerBSQ
	case c == BTC:
		return r.TakerBTC
	}
	return r.TakerBSQ
}

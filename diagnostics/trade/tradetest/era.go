package tradetest

import (
	"time"
)

// Moment is when a trade was taken: a height of the real chain, so that rates,
// receivers and dates of that time apply.
type Moment string

// The moments.
const (
	Arbitrators  Moment = "arbitrators"  // protocol 1, August 2019: fees went to arbitrators (below 599999)
	Burning2019  Moment = "burning-2019" // protocol 1, October 2019
	Early2020    Moment = "early-2020"   // protocol 2
	BeforeBugfix Moment = "before-1.3.7" // protocol 2, May 2020: the BSQ bugs
	Victims      Moment = "victims"      // protocol 2, September 2020: fees went to the incident's victims too
	Segwit       Moment = "segwit"       // protocol 3, January 2021
	BSQSegwit    Moment = "bsq-segwit"   // protocol 3, May 2021
	NoOpReturn   Moment = "no-opreturn"  // protocol 4, September 2021
	LastLegacy   Moment = "last-legacy"  // protocol 4, December 2022: the delayed payout matures in 2023
	Legacy2022   Moment = "legacy-2022"  // protocol 4, June 2022: rates unknown since 706305
	Burning2023  Moment = "burning-2023" // protocol 4, May 2023: burning men, no list of that time
	Burning2024  Moment = "burning-2024" // protocol 4, July 2024
	Burning2026  Moment = "burning-2026" // protocol 4, 2026: the signed-off address lists
)

// moment is what belongs to a Moment.
type moment struct {
	height    int32 // of the chain at the earliest
	version   string
	fee       []string // receivers of the trade fee, BTC; empty: invented ones
	delayed   []string // receiver of a legacy delayed payout
	burning   bool     // delayed payout to burning men
	bsqSegwit bool     // BSQ may lie on segwit addresses
}

// The receivers, from bisq.md 3.
const (
	initialDonation = "1BVxNn3T12veSK6DgqwU4Hdn7QHcDDRag7"
	burning2019     = "3EtUWqsGThPtjwUczw27YCo6EWvQdaPUyp"
	burningman2     = "3A8Zc1XioE2HRzYfbb5P8iemCS72M6vRJV"
	burningman3     = "34VLFgtFKAtwTdZ5rengTT2g2zC99sWQLC"
	feeReceiver2020 = "38bZBj5peYS3Husdz7AH3gEUiUbYRD951t"
	victim1         = "1EKXx73oUhHaUh8JBimtiPGgHfwNmxYKAj"
	victim2         = "19BNi5EpZhgBBWAt5ka7xWpJpX2ZWJEYyq"
)

// listedMen are burning men that every signed-off list from v1 to v6 has.
func listedMen() []string {
	return []string{
		"13SgZBKsUtShvymUyJ5GZe7PWytorfdBhF",
		"bc1q0nets5gp759parfzvpdjc860nk026dqx9s4229",
		"bc1q4u5hcp3h9shh6samvyhqkvvvenw8935lkgg5d9",
		"bc1q52xu4pz29g58277gwr6t9yf24qflefgn3m87xp",
		"bc1q6w0lyxj3x9mca5vstcafcmzhvhhrzxp6vls0vs",
		"bc1q9vx0qffryadadjv3t5k3sz46rfxgp7s0mmqa52",
		"bc1qa9n5347hvg0qwm9zkzep3zf00p6qqj5l6dqls6",
		"bc1qcraad8k7jvqzjjz7pm6lpl5sl9zs6n9tjh28cg",
		"bc1qg5yf89a75g94yqya9z5fmzn3c75v9dgtsu4mnj",
		"bc1qkz6mc2ngeuvp7xvqgpzm8rll8hmv59ps84knyf",
		"bc1ql976ltcylekvmpg3uln7ut474cklqh9rpy65en",
		"bc1qltcdkwryjde3t3kaxl70np70306qcql2y2c3hq",
		"bc1qmafvhrek2euluajs4jyurreep99g9zw7h7wfg2",
		"bc1qngfeng667rz2mh496tdcc9un885aj5js4xs393",
		"bc1qzd32m5f3q8rnf03jg9hasg0fg2rxsjhh0569vx",
	}
}

// moments has every Moment with its figures.
func moments() map[Moment]moment {
	return map[Moment]moment{
		Arbitrators:  {height: 590800, version: "1.1.5"},
		Burning2019:  {height: 600600, version: "1.1.7", fee: []string{burning2019}},
		Early2020:    {height: 615000, version: "1.2.5", fee: []string{burning2019, burningman2}, delayed: []string{initialDonation, burning2019}},
		BeforeBugfix: {height: 632000, version: "1.3.4", fee: []string{burningman2, victim1}, delayed: []string{burningman2}},
		Victims:      {height: 650000, version: "1.3.9", fee: []string{burningman2, victim1, victim2}, delayed: []string{burningman2}},
		Segwit:       {height: 664500, version: "1.5.4", fee: []string{feeReceiver2020}, delayed: []string{burningman3}},
		BSQSegwit:    {height: 681500, version: "1.6.4", fee: []string{feeReceiver2020}, delayed: []string{burningman3}, bsqSegwit: true},
		NoOpReturn:   {height: 699500, version: "1.7.3", fee: []string{feeReceiver2020}, delayed: []string{burningman3}, bsqSegwit: true},
		Legacy2022:   {height: 741000, version: "1.9.1", fee: []string{feeReceiver2020}, delayed: []string{burningman3}, bsqSegwit: true},
		LastLegacy:   {height: 767300, version: "1.9.8", fee: []string{feeReceiver2020}, delayed: []string{burningman3}, bsqSegwit: true},
		Burning2023:  {height: 792000, version: "1.9.10", burning: true, fee: listedMen(), bsqSegwit: true},
		Burning2024:  {height: 852000, version: "1.9.17", burning: true, fee: listedMen(), bsqSegwit: true},
		Burning2026:  {height: 952000, version: "1.10.2", burning: true, fee: listedMen(), bsqSegwit: true},
	}
}

// firstMoment is the moment of a protocol if the variant names none.
func firstMoment(protocol int) Moment {
	switch protocol {
	case 1:
		return Burning2019
	case 2:
		return Victims
	case 3:
		return Segwit
	default:
		return NoOpReturn
	}
}

// rate is a trade fee rate from a height on, in sat per BTC traded.
type rate struct {
	height       int32
	maker, taker int64
}

// bsqRates has Bisq's DAO history of the rates in BSQ (1 BSQ is 100 sat).
func bsqRates() []rate {
	return []rate{
		{0, 50, 150},
		{581107, 160, 480},
		{585787, 800, 2400},
		{590467, 1300, 3800},
		{599827, 1000, 3000},
		{623227, 575, 4025},
		{632587, 660, 4630},
		{641947, 760, 5323},
		{655987, 874, 6121},
		{660667, 1006, 7039},
		{670027, 753, 5268},
		{674707, 866, 6059},
		{677862, 995, 6968},
		{682901, 1145, 8013},
		{697011, 1316, 9215},
		{706305, 1514, 10597},
	}
}

// btcRates has the history of the rates in BTC.
func btcRates() []rate {
	return []rate{{0, 100000, 300000}, {585787, 200000, 600000}, {623227, 100000, 700000}}
}

const (
	lastKnownRate = 706305 // the last height at which Bisq's tests name a rate
	minFeeBTC     = 5000   // sat
	minFeeBSQ     = 3      // sat: 0.03 BSQ
)

// tradeFee is the fee for an amount by the rate of a height, as Bisq rounds it.
func tradeFee(bsq, maker bool, height int32, amount int64) int64 {
	rates, minimum := btcRates(), int64(minFeeBTC)
	if bsq {
		rates, minimum = bsqRates(), minFeeBSQ
	}
	var r rate
	for _, x := range rates {
		if x.height <= height {
			r = x
		}
	}
	per := r.taker
	if maker {
		per = r.maker
	}
	return max((per*amount+50_000_000)/100_000_000, minimum)
}

// anchor ties a height of the main chain to its day.
type anchor struct {
	height int32
	day    string
}

// anchors has blocks whose days are well known; between them time is even.
func anchors() []anchor {
	return []anchor{
		{580000, "2019-06-09"},
		{590000, "2019-08-14"},
		{600000, "2019-10-19"},
		{610000, "2019-12-27"},
		{620000, "2020-03-02"},
		{630000, "2020-05-11"},
		{640000, "2020-07-20"},
		{650000, "2020-09-26"},
		{660000, "2020-12-06"},
		{670000, "2021-02-10"},
		{680000, "2021-04-21"},
		{690000, "2021-07-08"},
		{700000, "2021-09-11"},
		{720000, "2022-01-23"},
		{740000, "2022-06-09"},
		{767950, "2022-12-18"},
		{770000, "2023-01-02"},
		{790000, "2023-05-16"},
		{800000, "2023-07-24"},
		{820000, "2023-12-06"},
		{840000, "2024-04-20"},
		{860000, "2024-09-06"},
		{900000, "2025-06-06"},
		{948612, "2026-05-09"},
		{968361, "2026-09-24"},
		{1000000, "2027-05-04"},
	}
}

// timeAt is about when the block at a height of the main chain was made.
func timeAt(height int32) time.Time {
	list := anchors()
	i := 1
	for i < len(list)-1 && list[i].height <= height {
		i++
	}
	from, to := day(list[i-1].day), day(list[i].day)
	share := float64(height-list[i-1].height) / float64(list[i].height-list[i-1].height)
	return from.Add(time.Duration(share * float64(to.Sub(from)))).Truncate(time.Second)
}

// day reads a day of anchors.
func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err) // a slip in anchors
	}
	return t
}

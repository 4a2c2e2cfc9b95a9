package model

import (
	"tradecase/app/config"
	"tradecase/app/work"
	"tradecase/explorer/tor"
)

// NetworkName is how one of config.Networks is called.
func NetworkName(network string) Phrase {
	switch network {
	case config.Mainnet:
		return Say("network.mainnet", "Mainnet")
	case config.Testnet:
		return Say("network.testnet", "Testnet")
	case config.Regtest:
		return Say("network.regtest", "Regtest")
	}
	return Plain(Bounded(network))
}

// OtherNetwork warns where transactions are looked up on another network than
// that of real bitcoin; empty if they are not.
func OtherNetwork(s config.Settings) Message {
	network := s.OnNetwork()
	if network == config.Mainnet {
		return Message{}
	}
	return Message{
		Sign: Warn, Text: Say("network.other", "Bitcoin network: {{.Network}}, not Mainnet", "Network", NetworkName(network)),
		Hint: Say("network.other.hint", "A verdict on this network says nothing of a trade with real bitcoin. The settings have the choice, under Network."),
	}
}

// StatusLine is TorLine with a warning where the network is not that of real
// bitcoin.
func StatusLine(s tor.Status, settings config.Settings) (Sign, Phrase) {
	sign, line := TorLine(s, Asked(settings))
	if settings.OnNetwork() == config.Mainnet {
		return sign, line
	}
	if sign != Bad {
		sign = Warn
	}
	return sign, Say("network.line", "{{.Tor}} · not Mainnet", "Tor", line)
}

// CheckedElsewhere warns that a result is of another network than the one of
// the settings; empty if it is not. chain is its own name, as a result has it.
func CheckedElsewhere(chain string, s config.Settings) Message {
	network := work.NetworkOf(chain)
	if network == s.OnNetwork() {
		return Message{}
	}
	return Message{
		Sign: Warn, Text: Say("network.stale", "This was checked on {{.Network}}; the settings say {{.Now}} now. Check again.",
			"Network", NetworkName(network), "Now", NetworkName(s.OnNetwork())),
	}
}

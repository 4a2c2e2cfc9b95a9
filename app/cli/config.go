package cli

import (
	"io"

	"github.com/spf13/cobra"

	"tradecase/app/config"
)

func (c *command) config() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Show and set: data folder, profile, own words, limits, network, Tor, bridges, explorers, own node",
		Long: `Show all settings. A limit of 0 means the built-in one. The settings lie in one
file, readable by you alone; TRADECASE_CONFIG names another.`,
		Example: "tradecase config",
		Args:    args(0, 0, "no arguments; see config get and config set"),
		RunE: func(*cobra.Command, []string) error {
			s, err := c.settings()
			if err != nil {
				return err
			}
			return c.print(s, func(w io.Writer) {
				for _, name := range config.Keys() {
					value, _ := s.Get(name) // a name from the list
					say(w, "%s\t%s\n", name, cell(value))
				}
				say(w, "\nfile\t%s\n", cell(c.ConfigPath))
			})
		},
	}
	cmd.AddCommand(c.configGet(), c.configSet())
	return cmd
}

func (c *command) configGet() *cobra.Command {
	return &cobra.Command{
		Use:       "get KEY",
		Short:     "Show one setting",
		Example:   "tradecase config get profile",
		Args:      args(1, 1, "one setting"),
		ValidArgs: config.Keys(),
		RunE: func(_ *cobra.Command, args []string) error {
			s, err := c.settings()
			if err != nil {
				return err
			}
			value, err := s.Get(args[0])
			if err != nil {
				return usage(err)
			}
			return c.print(map[string]string{args[0]: value}, func(w io.Writer) { say(w, "%s\n", cell(value)) })
		},
	}
}

func (c *command) configSet() *cobra.Command {
	return &cobra.Command{
		Use:   "set KEY VALUE",
		Short: "Change one setting; an empty value clears it",
		Long: `Change one setting; an empty value clears it. Own words (hide) are separated by
commas. Bridges (tor.bridges) and explorers are one a line; an explorer is
NAME OPERATOR ADDRESS, and without any those that come with Tradecase are asked:
they know mainnet alone. network is what check and tor go by without --network.`,
		Example:   `tradecase config set hide "mynickname,my street"`,
		Args:      args(2, 2, "a setting and a value"),
		ValidArgs: config.Keys(),
		RunE: func(_ *cobra.Command, args []string) error {
			s, err := c.settings()
			if err != nil {
				return err
			}
			if err := s.Set(args[0], args[1]); err != nil {
				return usage(err)
			}
			if err := config.Save(c.ConfigPath, s); err != nil {
				return err
			}
			return c.print(s, func(io.Writer) {})
		},
	}
}

func (c *command) version() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Show the version",
		Example: "tradecase version",
		Args:    args(0, 0, "no arguments"),
		RunE: func(*cobra.Command, []string) error {
			return c.print(map[string]string{"version": c.Version}, func(w io.Writer) { say(w, "tradecase %s\n", c.Version) })
		},
	}
}

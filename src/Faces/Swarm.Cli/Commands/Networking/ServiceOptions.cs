using System.CommandLine;
using Swarm.Cli.Parsing;

namespace Swarm.Cli.Commands.Networking;

/// <summary>Options that several commands of the network take, each its own.</summary>
internal static class ServiceOptions
{
    /// <summary>Keys that count beside the user's own.</summary>
    public static Option<string[]> TrustedKeys(string what) => new("--trust")
    {
        Description = $"A key whose {what} count beside your own and those trusted with the role ticket. May be given more than once.",
        HelpName = "ed25519:KEY",
        DefaultValueFactory = _ => [],
    };

    /// <summary>How long streams may go on.</summary>
    public static Option<TimeSpan?> Grace() => CommonOptions.Duration("--grace", "How long connections may go on when it is stopped; 30s unless given.");

    /// <summary>A broker that is dialled.</summary>
    public static Option<string?> Broker() => new("--broker") { Description = "The broker's address; else that of your own broker on this machine.", HelpName = "HOST:PORT" };

    /// <summary>A broker's pin.</summary>
    public static Option<string?> Pin() => new("--pin") { Description = "The pin of the broker's key, as it prints it; else that of your own broker on this machine.", HelpName = "sha256:HEX" };

    /// <summary>A list.</summary>
    public static Option<T[]> List<T>(string name, string helpName, string description) => new(name)
    {
        Description = $"{description} May be given more than once.",
        HelpName = helpName,
    };
}

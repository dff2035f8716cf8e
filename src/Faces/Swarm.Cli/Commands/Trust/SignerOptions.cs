using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Parsing;

namespace Swarm.Cli.Commands.Trust;

/// <summary>Which Sigstore instance is trusted, and whose signature is accepted.</summary>
internal sealed class SignerOptions
{
    private readonly Option<string?> _trustedRoot = CommonOptions.Path(
        "--trusted-root", "FILE", "The Sigstore trusted root, or one that ships with Swarm: public-good (the default) or github.");

    private readonly Option<string?> _identity = Text(
        "--identity", "The identity that must have signed, exactly. An attestation authenticates a certificate only where one is stated.");

    private readonly Option<string?> _identityPattern = Text("--identity-regex", "A regular expression that must match the whole identity.");

    private readonly Option<string?> _issuer = Text(
        "--issuer", "Who must have vouched for the identity; for a certificate, else GitHub's issuer.");

    /// <summary>An option that holds a text.</summary>
    public static Option<string?> Text(string name, string description) => new(name) { Description = description, HelpName = "TEXT" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new[] { _trustedRoot, _identity, _identityPattern, _issuer })
        {
            command.Add(option);
        }
    }

    /// <summary>What was given.</summary>
    public (string? TrustedRoot, string? Identity, string? IdentityPattern, string? Issuer) Read(Invocation invocation) =>
        (invocation.Get(_trustedRoot), invocation.Get(_identity), invocation.Get(_identityPattern), invocation.Get(_issuer));
}

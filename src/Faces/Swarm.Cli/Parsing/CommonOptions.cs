using System.CommandLine;
using Swarm.Core.Digests;

namespace Swarm.Cli.Parsing;

/// <summary>Options that several commands take, each its own.</summary>
internal static class CommonOptions
{
    private const string ReferenceForms = "a node's id or its beginning, run:<id>, branch:<label>, or a label; label@latest, or label@{1} for the one before it";

    /// <summary>The node that a command works on.</summary>
    public static Option<string> Node(string name = "--node", string what = "The node", bool isPositional = true) => new NodeOption(name)
    {
        IsPositional = isPositional,
        Description = $"{what}: {ReferenceForms}.",
        HelpName = "REF",
        Required = true,
    };

    /// <summary>The run that a command works on.</summary>
    public static Argument<string> Run() => new("RUN") { Description = "The run: its id or a beginning of it, or the id or label of the node that it made." };

    /// <summary>A length of time.</summary>
    public static Option<TimeSpan?> Duration(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = Parsing.Duration.Parse,
    };

    /// <summary>A size.</summary>
    public static Option<long?> Bytes(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "SIZE",
        CustomParser = ByteSize.Parse,
    };

    /// <summary>A digest.</summary>
    public static Option<Digest?> Digest(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "sha256:HEX",
        CustomParser = result =>
        {
            if (Core.Digests.Digest.TryParse(result.Tokens[0].Value, out var digest))
            {
                return digest;
            }

            result.AddError($"'{result.Tokens[0].Value}' is no digest: write 'sha256:' and 64 lower-case hexadecimal digits.");
            return null;
        },
    };

    /// <summary>A file or folder.</summary>
    public static Option<string?> Path(string name, string helpName, string description) =>
        new(name) { Description = description, HelpName = helpName };
}

using System.CommandLine;

namespace Swarm.Cli.CommandLine;

/// <summary>The options that every command takes.</summary>
internal static class GlobalOptions
{
    public static readonly Option<string?> Root = new("--root")
    {
        Description = "The folder that holds the store; else SWARM_ROOT, else the nearest folder above that has one, else the current one.",
        HelpName = "DIR",
        Recursive = true,
    };

    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Write exactly one JSON object to standard output; everything else goes to standard error.",
        Recursive = true,
    };

    public static readonly Option<bool> Quiet = new("--quiet")
    {
        Description = "Write ids only, and no output of the step.",
        Recursive = true,
    };

    public static readonly Option<bool> Verbose = new("--verbose")
    {
        Description = "Tell on standard error what is done, and every detail of an error.",
        Recursive = true,
    };

    public static readonly Option<string?> Profile = new("--profile")
    {
        Description = "The name of the keys to use; else the configuration's.",
        HelpName = "PROFILE",
        Recursive = true,
    };

    public static readonly Option<bool> NoColour = new("--no-color")
    {
        Description = "Use no colour, as where NO_COLOR is set or the output is no terminal.",
        Recursive = true,
    };

    public static IReadOnlyList<Option> All => [Root, Json, Quiet, Verbose, Profile, NoColour];
}

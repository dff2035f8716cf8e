using System.Globalization;

namespace Swarm.Faults.Tests.Support;

/// <summary>A command that faults are injected into.</summary>
/// <param name="Name">What a fault point calls it.</param>
/// <param name="IsFresh">Whether it begins without keys and store.</param>
/// <param name="Arguments">Its arguments, in a place.</param>
/// <param name="MakesNode">Whether its success gives a node.</param>
internal sealed record TracedCommand(string Name, bool IsFresh, Func<Place, string[]> Arguments, bool MakesNode)
{
    /// <summary>The branches that one command makes together.</summary>
    public static IReadOnlyList<string> Forks { get; } = [.. Enumerable.Range(0, 40).Select(number => string.Create(CultureInfo.InvariantCulture, $"many/{number}"))];

    public static IReadOnlyList<TracedCommand> All { get; } =
    [
        new("resume", false, _ => ["run", "resume", "--json", "--node", "branch:base", "--", "sh", "-c", Template.Step("traced")], true),
        new("launch", true, place => ["run", "launch", "--json", "--workspace", place.Write("input/f", "x") is var file ? Path.GetDirectoryName(file)! : "", "--", "sh", "-c", Template.Step("traced")], true),
        new("init", true, _ => ["init", "--json"], false),
        new("fork", false, _ => ["run", "fork", "--json", "--node", "branch:base", "--label", "traced"], true),
        new("forks", false, _ => ["run", "fork", "--json", "--node", "branch:base", .. Forks.SelectMany(label => new[] { "--label", label })], true),
        new("import", false, place => ["bundle", "import", "--json", place["bundle.age"], "--label", "traced"], true),
        new("export", false, place => ["bundle", "export", "--json", "--node", "branch:base", "--to", place["exported.age"]], false),
        new("optimize", false, _ => ["store", "optimize", "--json"], false),
        new("repair", false, _ => ["store", "repair", "--json"], false),
        new("remove", false, _ => ["run", "remove", "--json", "--node", "branch:spare"], false),
        new("workspace", false, place => ["workspace", "export", "--json", "--node", "branch:base", "--to", place["out"]], false),
    ];

    public static TracedCommand Find(string name) => All.Single(command => command.Name == name);
}

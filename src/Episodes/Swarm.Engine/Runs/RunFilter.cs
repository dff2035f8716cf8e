using Swarm.Core.Contracts;

namespace Swarm.Engine.Runs;

/// <summary>Which runs, and which nodes, a list is to have.</summary>
public sealed record RunFilter
{
    /// <summary>Whether those of a label are wanted; null for all.</summary>
    public Func<string, bool>? HasLabel { get; init; }

    /// <summary>Where the runs stand, each one of <see cref="RunStatus"/>, and whose nodes are wanted; null for all.</summary>
    public IReadOnlyList<string>? Statuses { get; init; }

    /// <summary>When they began, or were made, at the earliest; null for all.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>How many of the newest; null for all.</summary>
    public int? Most { get; init; }

    /// <summary>Whether removed nodes are wanted too; removed runs always are.</summary>
    public bool IncludeRemoved { get; init; }

    /// <summary>Whether something of this label and time is wanted.</summary>
    internal bool Wants(string label, string moment) =>
        HasLabel?.Invoke(label) is not false
        && (Since is not { } since || DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture) >= since);

    /// <summary>Gives the newest of a list that is in the order of time; no more than these are held.</summary>
    internal IEnumerable<T> Newest<T>(IEnumerable<T> all) => Most is { } most ? all.TakeLast(most) : all;
}

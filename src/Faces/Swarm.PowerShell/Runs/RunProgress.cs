using Swarm.PowerShell.Pipelines;

namespace Swarm.PowerShell.Runs;

/// <summary>Says what a command's runs do, at most five times a second: more often would slow the work down.</summary>
/// <param name="time">The clock.</param>
internal sealed class RunProgress(TimeProvider time)
{
    private const int MostNamed = 4;

    private readonly Throttle _throttle = new(TimeSpan.FromMilliseconds(200), time);
    private readonly List<Item> _items = [];

    /// <summary>Whether all runs are finished.</summary>
    public bool IsFinished => _items.TrueForAll(item => item.Phase is null);

    /// <summary>Adds a run.</summary>
    /// <param name="label">What to call it.</param>
    public Item Add(string label)
    {
        _items.Add(new Item(label));
        return _items[^1];
    }

    /// <summary>Notes what a run does.</summary>
    /// <param name="item">The run.</param>
    /// <param name="phase">What it does; null where it is finished.</param>
    /// <returns>What to show; null where nothing is to be shown now.</returns>
    public string? Update(Item item, string? phase)
    {
        item.Phase = phase;
        return IsFinished || !_throttle.IsDue() ? null : Describe();
    }

    private string Describe()
    {
        var active = _items.Where(item => item.Phase is not null).ToArray();
        var named = string.Join(", ", active.Take(MostNamed).Select(item => $"{item.Label}: {item.Phase!.ToLowerInvariant()}"));
        var more = active.Length > MostNamed ? $" and {active.Length - MostNamed} more" : string.Empty;
        return _items.Count == 1 ? named : $"{_items.Count - active.Length} of {_items.Count} finished; {named}{more}";
    }

    /// <summary>One run.</summary>
    /// <param name="label">What to call it.</param>
    internal sealed class Item(string label)
    {
        /// <summary>What to call it.</summary>
        public string Label { get; } = label;

        /// <summary>What it does; null where it is finished.</summary>
        public string? Phase { get; set; } = "waiting";
    }
}

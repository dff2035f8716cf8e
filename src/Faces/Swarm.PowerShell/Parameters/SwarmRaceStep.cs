using System.Collections;
using System.Management.Automation;

namespace Swarm.PowerShell.Parameters;

/// <summary>What the entrants of a race run: a script block each, by label, or one for all.</summary>
public sealed class SwarmRaceStep
{
    private SwarmRaceStep(ScriptBlock? common, IReadOnlyList<KeyValuePair<string, ScriptBlock>> blocks) => (Common, Blocks) = (common, blocks);

    /// <summary>The script block that all run; null where each has its own.</summary>
    internal ScriptBlock? Common { get; }

    /// <summary>Each entrant's own; empty where all run the same.</summary>
    internal IReadOnlyList<KeyValuePair<string, ScriptBlock>> Blocks { get; }

    /// <summary>Makes it of what was given, or null where that is neither.</summary>
    /// <param name="value">A script block, or a dictionary of labels and script blocks.</param>
    internal static SwarmRaceStep? From(object value) => Unwrap(value) switch
    {
        SwarmRaceStep step => step,
        ScriptBlock block => new SwarmRaceStep(block, []),
        IDictionary blocks => FromBlocks(blocks),
        _ => null,
    };

    private static SwarmRaceStep? FromBlocks(IDictionary blocks)
    {
        var read = new List<KeyValuePair<string, ScriptBlock>>();
        foreach (DictionaryEntry entry in blocks)
        {
            if (Unwrap(entry.Value) is not ScriptBlock block)
            {
                throw new ArgumentTransformationMetadataException($"The step of '{entry.Key}' is no script block: give @{{ label = {{ … }} }}.");
            }

            read.Add(new KeyValuePair<string, ScriptBlock>(entry.Key.ToString()!, block));
        }

        return new SwarmRaceStep(null, read);
    }

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}

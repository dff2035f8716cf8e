using System.Collections;
using System.Management.Automation;

namespace Swarm.PowerShell.Parameters;

/// <summary>What a parameter was given, where that is a list.</summary>
internal static class ParameterItems
{
    /// <summary>Gives the items of a list; null for anything else, texts and tables among it.</summary>
    /// <param name="value">What the parameter was given.</param>
    public static object?[]? Of(object value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        string or IDictionary => null,
        IEnumerable list => [.. list.Cast<object?>()],
        _ => null,
    };
}

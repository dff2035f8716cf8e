using System.Collections;
using System.Management.Automation;

namespace Swarm.PowerShell.Parameters;

/// <summary>Reads what a parameter takes that is a hashtable of variables, names of variables that are set here, or both.</summary>
internal static class InheritedVariables
{
    /// <summary>Makes one hashtable of it.</summary>
    /// <param name="given">What was given.</param>
    /// <param name="read">Makes the value of an entry, by its name and what was given for it.</param>
    /// <param name="inherit">Makes the value of a variable that is set here.</param>
    /// <exception cref="ArgumentTransformationMetadataException">It is something else, a variable is not set, or one is given twice.</exception>
    public static Hashtable Read(object given, Func<string, object?, object?> read, Func<string, object> inherit)
    {
        var variables = new Hashtable(StringComparer.Ordinal);
        var items = Unwrap(given) is IEnumerable list and not (string or IDictionary) ? list : new[] { given };
        foreach (var item in items)
        {
            switch (Unwrap(item))
            {
                case IDictionary table:
                    foreach (DictionaryEntry entry in table)
                    {
                        var name = entry.Key.ToString()!;
                        Add(variables, name, read(name, entry.Value));
                    }

                    break;
                case string { Length: > 0 } name:
                    var value = Environment.GetEnvironmentVariable(name)
                        ?? throw new ArgumentTransformationMetadataException($"The variable '{name}' is not set here: set it first, or give a hashtable of names and values.");
                    Add(variables, name, inherit(value));
                    break;
                default:
                    throw new ArgumentTransformationMetadataException("Give a hashtable of names and values, or names of variables that are set here.");
            }
        }

        return variables;
    }

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static void Add(Hashtable variables, string name, object? value)
    {
        if (variables.ContainsKey(name))
        {
            throw new ArgumentTransformationMetadataException($"The variable '{name}' is given twice.");
        }

        variables[name] = value;
    }
}

using System.Collections;
using System.Management.Automation;

namespace Swarm.PowerShell.Parameters;

/// <summary>
/// Takes the property that a parameter is about of whatever object has it, as the path of a ticket or the recipient of a key; anything
/// else stays as it is. It never reads a text, which is the value itself.
/// </summary>
/// <param name="names">The names of the property; the first that the object has counts.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ValueOfAttribute(params string[] names) : ArgumentTransformationAttribute
{
    /// <summary>The names of the property.</summary>
    public IReadOnlyList<string> Names { get; } = names;

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
    {
        null or string => inputData,
        IList list => list.Cast<object?>().Select(item => Transform(engineIntrinsics, item)).ToArray(),
        _ => Names.Select(name => PSObject.AsPSObject(inputData).Properties[name]?.Value).FirstOrDefault(value => value is not null) ?? inputData,
    };
}

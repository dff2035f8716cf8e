using System.Management.Automation;

namespace Swarm.PowerShell.Parameters;

/// <summary>Makes a <see cref="SwarmNodeReference"/> of whatever names a node, before PowerShell converts anything.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NodeReferenceAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        inputData is null ? null : ParameterItems.Of(inputData) is { } items ? Array.ConvertAll(items, MakeReference) : MakeReference(inputData);

    private static object? MakeReference(object? item) => item is null ? null : SwarmNodeReference.From(item) ?? item;
}

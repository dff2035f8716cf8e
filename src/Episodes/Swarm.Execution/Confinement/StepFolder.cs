namespace Swarm.Execution.Confinement;

/// <summary>A folder of this system that a confined step sees under a name of its own.</summary>
/// <param name="Name">The name in <see cref="StepFolders.Root"/>.</param>
/// <param name="Source">The folder's absolute path on this system.</param>
/// <param name="IsWritable">Whether the step can change what is in it.</param>
public sealed record StepFolder(string Name, string Source, bool IsWritable)
{
    /// <summary>The path at which the step sees it.</summary>
    public string Path => $"{StepFolders.Root}/{Name}";
}

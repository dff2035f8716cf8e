using Swarm.Execution.Confinement;
using Swarm.Execution.Folders;

namespace Swarm.Execution.Episodes;

/// <summary>Where a step sees the folders and files of its run.</summary>
/// <param name="Root">The folder that holds all of them.</param>
/// <param name="Workspace">Its current folder.</param>
/// <param name="StateFile">Its state database.</param>
/// <param name="Output">The file that it writes its response to.</param>
/// <param name="Script">Where a script step's text and input lie.</param>
/// <param name="Folders">Those that it sees at other paths than they have on this system.</param>
internal sealed record StepPlaces(string Root, string Workspace, string StateFile, string Output, string Script, StepFolders Folders)
{
    /// <summary>The places of a step that is not confined: the run's own folder.</summary>
    /// <param name="folder">The run's folder.</param>
    public static StepPlaces InRunFolder(RunFolder folder) =>
        new(folder.Path, folder.Workspace, folder.StateFile, folder.Output, folder.Script, StepFolders.None);

    /// <summary>The places of a confined step: the same in every run.</summary>
    /// <param name="folder">The run's folder.</param>
    public static StepPlaces Constant(RunFolder folder)
    {
        var workspace = new StepFolder("workspace", folder.Workspace, IsWritable: true);
        var state = new StepFolder("state", folder.StateFolder, IsWritable: true);
        var response = new StepFolder("response", folder.OutputFolder, IsWritable: true);
        var script = new StepFolder("script", folder.Script, IsWritable: false);
        return new StepPlaces(
            StepFolders.Root,
            workspace.Path,
            Path.Combine(state.Path, Path.GetFileName(folder.StateFile)),
            Path.Combine(response.Path, Path.GetFileName(folder.Output)),
            script.Path,
            new StepFolders(workspace, state, response, script));
    }
}

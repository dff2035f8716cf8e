using Swarm.Cli.Output;
using Swarm.Engine.States;

namespace Swarm.Cli.Commands.Workspaces;

/// <summary>Writes which files change.</summary>
internal static class ChangeReport
{
    /// <summary>Writes the files as a member of an object.</summary>
    public static void WriteMembers(JsonOutput json, IReadOnlyList<FileChange> files) => json.Array("files", files, file => json.Object(() =>
    {
        json.Text("path", file.Path);
        json.Text("change", file.Change);
    }));

    /// <summary>Writes the files as a table.</summary>
    public static void WriteText(TextOutput text, IReadOnlyList<FileChange> files) => text.Table(["FILE", "CHANGE"], files.Select(file => new[] { file.Path, file.Change }));
}

using Swarm.Cli.Output;
using Swarm.Engine.Workspaces;
using Swarm.Storage.Nodes;

namespace Swarm.Cli.Commands.States;

/// <summary>Writes how contents differ, each as soon as it is compared.</summary>
internal static class ContentReport
{
    public static void WriteMembers(JsonOutput json, NodeRecord reference, NodeRecord difference, IEnumerable<ContentDifference> contents)
    {
        json.Text("reference_node_id", reference.NodeId);
        json.Text("difference_node_id", difference.NodeId);
        json.Array("contents", contents, content => json.Object(() =>
        {
            json.Text("path", content.Path);
            json.Text("change", content.Change);
            json.Text("diff", content.Diff);
            json.Text("note", content.Note);
        }));
    }

    // Lines of a workspace may hold what commands a terminal.
    public static void WriteText(TextOutput text, IEnumerable<ContentDifference> contents)
    {
        var count = 0;
        foreach (var content in contents)
        {
            text.Line($"{(count++ > 0 ? "\n" : string.Empty)}{content.Change} {TextOutput.Escape(content.Path)}{(content.Note is null ? string.Empty : $" ({content.Note})")}");
            foreach (var line in content.Diff is null ? [] : TextLines.Split(content.Diff))
            {
                text.Line(string.Join('\t', line.TrimEnd('\n').Split('\t').Select(TextOutput.Escape)));
            }
        }

        if (count == 0)
        {
            text.Line("Nothing differs.");
        }
    }
}

using System.Globalization;
using System.Text;
using Swarm.Core.Contracts;
using Swarm.Core.Identifiers;
using Swarm.Storage.Nodes;
using Swarm.Storage.Runs;

namespace Swarm.Engine.Trees;

/// <summary>Draws nodes as a tree.</summary>
internal static class TreeDrawing
{
    private const int ShortLength = 8;

    public static string Draw(IReadOnlyList<NodeRecord> nodes, IReadOnlyDictionary<string, RunRecord> runs, string? from, TreeFormat format)
    {
        var known = nodes.Select(node => node.NodeId).ToHashSet(StringComparer.Ordinal);
        var children = nodes.ToLookup(node => node.ParentNodeId is { } parent && known.Contains(parent) ? parent : string.Empty, StringComparer.Ordinal);
        var roots = from is null ? children[string.Empty] : nodes.Where(node => string.Equals(node.NodeId, from, StringComparison.Ordinal));
        var output = new StringBuilder();
        if (format == TreeFormat.Mermaid)
        {
            DrawMermaid(output, roots, children, runs);
        }
        else
        {
            DrawText(output, roots, children, runs);
        }

        return output.ToString().TrimEnd('\n');
    }

    private static void DrawText(StringBuilder output, IEnumerable<NodeRecord> roots, ILookup<string, NodeRecord> children, IReadOnlyDictionary<string, RunRecord> runs)
    {
        // A stack of its own: a lineage of thousands of nodes is as deep as it is long.
        var stack = new Stack<(NodeRecord Node, string Prefix, string Branch, string Indent)>();
        foreach (var root in roots.Reverse())
        {
            stack.Push((root, string.Empty, string.Empty, string.Empty));
        }

        while (stack.TryPop(out var item))
        {
            output.Append(item.Prefix).Append(item.Branch).Append(Describe(item.Node, runs)).Append('\n');
            var inner = children[item.Node.NodeId].ToArray();
            for (var index = inner.Length - 1; index >= 0; index--)
            {
                var isLast = index == inner.Length - 1;
                stack.Push((inner[index], item.Prefix + item.Indent, isLast ? "└─ " : "├─ ", isLast ? "   " : "│  "));
            }
        }
    }

    private static void DrawMermaid(StringBuilder output, IEnumerable<NodeRecord> roots, ILookup<string, NodeRecord> children, IReadOnlyDictionary<string, RunRecord> runs)
    {
        output.Append("graph TD\n");
        var stack = new Stack<NodeRecord>(roots.Reverse());
        while (stack.TryPop(out var node))
        {
            var (open, close) = string.Equals(node.Operation, Operations.Fork, StringComparison.Ordinal) ? ("([", "])") : ("[", "]");
            output.Append(CultureInfo.InvariantCulture, $"  {MermaidId(node)}{open}\"{Describe(node, runs)}\"{close}\n");
            var inner = children[node.NodeId].ToArray();
            foreach (var child in inner)
            {
                output.Append(CultureInfo.InvariantCulture, $"  {MermaidId(node)} --> {MermaidId(child)}\n");
            }

            foreach (var child in inner.Reverse())
            {
                stack.Push(child);
            }
        }
    }

    private static string MermaidId(NodeRecord node) => node.NodeId.Replace('-', '_');

    // A label holds only letters, digits, '.', '-', '_' and '/', so that it needs no escape in either format.
    private static string Describe(NodeRecord node, IReadOnlyDictionary<string, RunRecord> runs)
    {
        var status = node.IsRemoved ? "removed"
            : node.RunId is { } runId && runs.TryGetValue(runId, out var run) ? run.Status
            : node.Operation;
        var id = node.NodeId[..(Identifier.NodePrefix.Length + ShortLength)];
        return string.Create(CultureInfo.InvariantCulture, $"{node.Label} · {id} · step {node.RatchetStep} · {status}");
    }
}

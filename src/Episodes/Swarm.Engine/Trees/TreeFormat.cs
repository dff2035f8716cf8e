namespace Swarm.Engine.Trees;

/// <summary>How a tree is drawn.</summary>
public enum TreeFormat
{
    /// <summary>Lines of text.</summary>
    Text,

    /// <summary>A Mermaid diagram for a Markdown page or a job summary.</summary>
    Mermaid,
}

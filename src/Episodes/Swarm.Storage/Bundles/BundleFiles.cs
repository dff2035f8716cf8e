namespace Swarm.Storage.Bundles;

/// <summary>The names of what a bundle holds beside the snapshot's entries.</summary>
internal static class BundleFiles
{
    /// <summary>The manifest; the first entry.</summary>
    public const string Manifest = "manifest.json";

    /// <summary>The node; the second entry.</summary>
    public const string Node = "node.json";

    /// <summary>The workspace's folder, which is there also where it is empty.</summary>
    public const string Workspace = "workspace";
}

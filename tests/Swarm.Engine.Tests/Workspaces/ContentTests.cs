using System.Text;
using Swarm.Engine.Nodes;
using Swarm.Engine.Tests.Support;
using Swarm.Engine.Workspaces;

namespace Swarm.Engine.Tests.Workspaces;

/// <summary>What differs in files, shown to people.</summary>
public sealed class ContentTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Text_is_shown_line_by_line_and_the_rest_is_named()
    {
        Scene.NeedUnix();
        var before = Path.GetDirectoryName(_scene.Write("before/text", "one\ntwo\nthree"))!;
        Write("before/utf16", Encoding.Unicode.GetPreamble(), Encoding.Unicode.GetBytes("größe\nx\n"));
        Write("before/latin", [], Encoding.Latin1.GetBytes("größe\n"));
        Write("before/moved", Encoding.UTF8.GetPreamble(), Encoding.UTF8.GetBytes("größe\n"));
        Write("before/binary", [], [1, 0, 2]);
        Write("before/large", [], new byte[3_000_000]);
        _scene.Write("before/gone", "x\n");
        _scene.Write("before/same", "x\n");
        await _scene.LaunchAsync("true", "main", before);
        await _scene.ResumeAsync(
            "main",
            """
            printf 'one\n2\nthree\n' > text; printf '\377\376g\0' > utf16; printf 'gr\366\337er\n' > latin; printf 'größe\n' > moved; printf '\1\0\2\3' > binary; : > large
            rm gone; printf 'new\n' > new; chmod 755 same; ln -s text link; : > empty
            """,
            "tip");
        var shown = Compare().ToDictionary(content => content.Path, StringComparer.Ordinal);
        Assert.Equal(["binary", "empty", "gone", "large", "latin", "link", "moved", "new", "same", "text", "utf16"], shown.Keys);
        Assert.Equal("--- a/text\n+++ b/text\n@@ -1,3 +1,3 @@\n one\n-two\n-three\n\\ No newline at end of file\n+2\n+three\n", shown["text"].Diff);
        Assert.Equal("--- a/utf16\n+++ b/utf16\n@@ -1,2 +1 @@\n-größe\n-x\n+g\n\\ No newline at end of file\n", shown["utf16"].Diff);
        Assert.Equal("--- a/latin\n+++ b/latin\n@@ -1 +1 @@\n-größe\n+größer\n", shown["latin"].Diff);
        Assert.Equal((null, "UTF-8 with a byte order mark is now UTF-8"), (shown["moved"].Diff, shown["moved"].Note));
        Assert.Equal((null, "binary: 3 bytes are now 4 bytes"), (shown["binary"].Diff, shown["binary"].Note));
        Assert.Equal((null, "too large to show: 3,000,000 bytes are now 0 bytes"), (shown["large"].Diff, shown["large"].Note));
        Assert.Equal(("removed", "--- a/gone\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"), (shown["gone"].Change, shown["gone"].Diff));
        Assert.Equal(("added", "--- /dev/null\n+++ b/new\n@@ -0,0 +1 @@\n+new\n"), (shown["new"].Change, shown["new"].Diff));
        Assert.Equal((null, "a file is now a file that may be executed"), (shown["same"].Diff, shown["same"].Note));
        Assert.Equal(("added", null, null), (shown["empty"].Change, shown["empty"].Diff, shown["empty"].Note));
        Assert.Equal(["new", "text"], Compare("text", "new").Select(content => content.Path));

        void Write(string path, byte[] preamble, byte[] content) => File.WriteAllBytes(Path.Combine(_scene.Folder, path), [.. preamble, .. content]);
    }

    [Fact]
    public async Task Whoever_stops_reading_stops_the_comparison()
    {
        Scene.NeedUnix();
        await _scene.LaunchAsync("true", "main");
        await _scene.ResumeAsync("main", "for i in 1 2 3; do echo $i > $i; done", "tip");
        using var ending = new CancellationTokenSource();
        using var contents = _scene.Session.Workspaces.CompareContent(new NodeReference("main"), new NodeReference("tip"), paths: null, ending.Token).GetEnumerator();
        Assert.True(contents.MoveNext());
        Assert.Equal("1", contents.Current.Path);
        await ending.CancelAsync();
        Assert.Throws<OperationCanceledException>(() => contents.MoveNext());
    }

    private IEnumerable<ContentDifference> Compare(params string[] paths) =>
        _scene.Session.Workspaces.CompareContent(new NodeReference("main"), new NodeReference("tip"), paths, Scene.Cancellation);
}

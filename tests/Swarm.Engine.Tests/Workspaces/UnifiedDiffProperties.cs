using CsCheck;
using Swarm.Engine.Tests.Support;
using Swarm.Engine.Workspaces;

namespace Swarm.Engine.Tests.Workspaces;

/// <summary>What holds of every two texts.</summary>
public sealed class UnifiedDiffProperties
{
    // Few different lines, so that many are alike; the last one may lack its end.
    private static readonly Gen<string> Text = Gen.Select(
        OneOf("a\n", "b\n", "c\n", "\n", "a \n", "a\r\n", "\r\n", "-- a\n", "++ b\n", "\\ No newline\n", "@@ -1 +1 @@\n").Array[0, 40], OneOf("", "", "a", "b\r", " "))
        .Select((lines, end) => string.Concat(lines) + end);

    [Fact]
    public void The_edits_make_the_other_text_of_the_one() => Gen.Select(Text, Text).Sample(
        (before, after) =>
        {
            var (old, @new) = (TextLines.Split(before), TextLines.Split(after));
            var edits = TextLines.Compare(old, @new);
            var made = new List<string>();
            var at = 0;
            foreach (var edit in edits)
            {
                made.AddRange(old.Skip(at).Take(edit.Before - at));
                Assert.Equal(made.Count, edit.After);
                made.AddRange(@new.Skip(edit.After).Take(edit.Added));
                at = edit.Before + edit.Removed;
                Assert.True(edit.Removed + edit.Added > 0);
            }

            made.AddRange(old.Skip(at));
            Assert.Equal(after, string.Concat(made));
            Assert.Equal(before == after, edits.Count == 0);
        },
        iter: 5000);

    [Fact]
    public void Long_texts_that_share_nothing_are_one_edit_and_take_no_time_to_speak_of()
    {
        var (before, after) = (Enumerable.Range(0, 200_000).Select(line => $"a{line}\n").ToArray(), Enumerable.Range(0, 200_000).Select(line => $"b{line}\n").ToArray());
        Assert.Equal(new LineEdit(1, 200_000, 1, 200_000), Assert.Single(TextLines.Compare(["same\n", .. before, "end"], ["same\n", .. after, "end"])));
    }

    [Fact]
    public async Task Git_takes_it_forwards_and_backwards()
    {
        Assert.SkipUnless(Tool.Find("git") is not null, "git is not here.");
        using var scene = new Scene();
        var texts = new List<(string Before, string After)>();
        Gen.Select(Text, Text).Where((before, after) => before != after && before.Length > 0 && after.Length > 0).Sample((before, after) => texts.Add((before, after)), iter: 60, threads: 1);
        var patch = string.Concat(texts.Select((text, index) =>
            $"--- a/{index}\n+++ b/{index}\n{string.Concat(UnifiedDiff.Write(TextLines.Split(text.Before), TextLines.Split(text.After)))}"));
        for (var index = 0; index < texts.Count; index++)
        {
            scene.Write($"tree/{index}", texts[index].Before);
        }

        var file = scene.Write("patch", patch);
        await Git.RunAsync(Path.Combine(scene.Folder, "tree"), "apply", file);
        Assert.All(texts, (text, index) => Assert.Equal(text.After, File.ReadAllText(Path.Combine(scene.Folder, "tree", $"{index}"))));
        await Git.RunAsync(Path.Combine(scene.Folder, "tree"), "apply", "-R", file);
        Assert.All(texts, (text, index) => Assert.Equal(text.Before, File.ReadAllText(Path.Combine(scene.Folder, "tree", $"{index}"))));
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);
}

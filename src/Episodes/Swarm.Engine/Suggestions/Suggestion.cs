namespace Swarm.Engine.Suggestions;

/// <summary>What a word that is being typed may become.</summary>
/// <param name="Text">The whole word.</param>
/// <param name="Description">What it stands for, in one line.</param>
public sealed record Suggestion(string Text, string Description);

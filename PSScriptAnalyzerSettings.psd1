@{
    IncludeDefaultRules = $true
    Severity            = @('Error', 'Warning')
    ExcludeRules        = @(
        # A test's variables are set in one block and used in another, which the rule does not follow.
        'PSUseDeclaredVarsMoreThanAssignments'
        # Build functions and test doubles are no cmdlets: nobody asks them for -WhatIf.
        'PSUseShouldProcessForStateChangingFunctions'
    )
    Rules               = @{
        # Its script blocks use what is around them.
        PSReviewUnusedParameter    = @{ CommandsToTraverse = @('Invoke-SwarmRace') }
        PSPlaceOpenBrace           = @{ Enable = $true; OnSameLine = $true; NewLineAfter = $true; IgnoreOneLineBlock = $true }
        PSPlaceCloseBrace          = @{ Enable = $true; NewLineAfter = $true; IgnoreOneLineBlock = $true; NoEmptyLineBefore = $true }
        PSUseConsistentIndentation = @{ Enable = $true; Kind = 'space'; IndentationSize = 4; PipelineIndentation = 'IncreaseIndentationForFirstPipeline' }
        PSUseConsistentWhitespace  = @{ Enable = $true; CheckParameter = $true; IgnoreAssignmentOperatorInsideHashTable = $true }
        PSUseCorrectCasing         = @{ Enable = $true }
    }
}

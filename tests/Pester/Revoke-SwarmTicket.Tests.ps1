BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    New-SwarmKey | Out-Null
    $ticket = New-SwarmTicket -Broker 127.0.0.1:7443 -Pin "sha256:$('0' * 64)"
}
AfterAll { Exit-Scene }

Describe 'Revoke-SwarmTicket' {
    It 'takes a ticket by id, by file and as it was issued' {
        Revoke-SwarmTicket $ticket.TicketId -WhatIf | Should -BeNullOrEmpty
        Revoke-SwarmTicket $ticket.TicketId | Should -Be $ticket.TicketId
        Revoke-SwarmTicket ./ticket.jws | Should -Be $ticket.TicketId
        $ticket | Revoke-SwarmTicket | Should -Be $ticket.TicketId
    }

    It 'refuses what is no ticket' {
        Set-Content ./no.jws 'nonsense'
        Revoke-SwarmTicket ./no.jws -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmRouteTicketInvalid,*'
    }
}
